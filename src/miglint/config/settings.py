"""The settings of a project, merged from presets, settings file, supabase/config.toml and command line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..catalog.target import Profile, Target
from ..record import Value
from ..rule.finding import Severity
from .document import Document

DEFAULT_CONSTITUTION = "atomic"
NOTHING: Mapping[str, Any] = MappingProxyType({})


class RuleSettings(Value):
    """What presets and project set for one rule; None means the rule's own default."""

    severity: Severity | None = None
    options: Mapping[str, Any] = NOTHING
    because: str | None = None
    from_version: str | None = None
    article: str | None = None
    """The team's own number for the rule: "DB-007"."""
    link: str | None = None
    """The address of the team's article."""

    def over(self, other: RuleSettings) -> RuleSettings:
        """Return these settings merged over `other`: what they don't set stays as it was."""
        return RuleSettings(
            self.severity if self.severity is not None else other.severity,
            {**other.options, **self.options},
            self.because if self.because is not None else other.because,
            self.from_version if self.from_version is not None else other.from_version,
            self.article if self.article is not None else other.article,
            self.link if self.link is not None else other.link,
        )


class Layer(Value):
    """What one file sets for the rules: a preset, a team's constitution, or the project's own settings.

    `name` is the preset's name, else the file's path.
    """

    name: str
    document: Document
    rules: Mapping[str, RuleSettings]
    summary: str = ""
    platform: str | None = None
    profiles: tuple[Profile, ...] = ()


class ExceptionRule(Value):
    """[[exceptions]]: findings of `rule` on `object` (a glob over the object's label) or in `file` (a glob) are
    silenced until a date (ISO, inclusive)."""

    rule: str
    reason: str
    object: str | None = None
    file: str | None = None
    until: str | None = None


class Settings(Value):
    """All settings of a project."""

    path: Path | None = None
    """The settings file, None if there is none."""
    constitution: tuple[str, ...] = (DEFAULT_CONSTITUTION,)
    configured: bool = False
    """Whether the settings or the command line chose the constitution."""
    layers: tuple[Layer, ...] = ()
    """The constitutions in force, then the project's own rules; later ones override earlier ones."""
    exceptions: tuple[ExceptionRule, ...] = ()
    rule_folders: tuple[Path, ...] = ()
    base: tuple[Path, ...] = ()
    migrations: tuple[Path, ...] = ()
    applied_until: str | None = None
    """The version of the last applied migration."""
    accepted: Path | None = None
    """The file of accepted findings, if the settings name one."""
    target: Target = Target()
    origins: Mapping[str, str] = NOTHING
    """Where each fact about the target comes from."""

    @property
    def rules(self) -> dict[str, RuleSettings]:
        """Return the merged settings of each rule that a layer names."""
        return merged(self.layers)

    def last_word(self, rule: str) -> str | None:
        """Return the name of the file or constitution that has the last word on a rule; None where none names it."""
        return next((layer.name for layer in reversed(self.layers) if rule in layer.rules), None)


def merged(layers: Iterable[Layer]) -> dict[str, RuleSettings]:
    """Return the merged settings of each rule: later layers override earlier ones."""
    rules: dict[str, RuleSettings] = {}
    for layer in layers:
        for name, settings in layer.rules.items():
            rules[name] = settings.over(rules[name]) if name in rules else settings
    return rules
