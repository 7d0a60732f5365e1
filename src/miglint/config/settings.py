"""The settings of a project, after presets, settings file, supabase/config.toml and command line were laid together."""

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
    """What presets and project say of one rule; None: the rule's own default. `article` and `link` are what the team
    calls it in its own constitution ("DB-007"), and where that stands."""

    severity: Severity | None = None
    options: Mapping[str, Any] = NOTHING
    because: str | None = None
    from_version: str | None = None
    article: str | None = None
    link: str | None = None

    def over(self, other: RuleSettings) -> RuleSettings:
        """These settings laid over `other`: what they leave open stays as it was."""
        return RuleSettings(
            self.severity if self.severity is not None else other.severity,
            {**other.options, **self.options},
            self.because if self.because is not None else other.because,
            self.from_version if self.from_version is not None else other.from_version,
            self.article if self.article is not None else other.article,
            self.link if self.link is not None else other.link,
        )


class Layer(Value):
    """What one file says of the rules: a preset, a team's constitution, or the project's own settings.

    `name` is what a person calls it: the preset's name, else the file's path.
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
    """Everything that is not code. `path` is the settings file, None where there is none.

    `layers` are the constitutions in force and then the project's own rules, later ones winning. `configured` tells
    whether somebody chose the constitution. `origins` says where each fact about the target comes from. `applied_until`
    is the version of the last migration that is applied for good, `accepted` the file of accepted findings, as named.
    """

    path: Path | None = None
    constitution: tuple[str, ...] = (DEFAULT_CONSTITUTION,)
    configured: bool = False
    layers: tuple[Layer, ...] = ()
    exceptions: tuple[ExceptionRule, ...] = ()
    rule_folders: tuple[Path, ...] = ()
    base: tuple[Path, ...] = ()
    migrations: tuple[Path, ...] = ()
    applied_until: str | None = None
    accepted: Path | None = None
    target: Target = Target()
    origins: Mapping[str, str] = NOTHING

    @property
    def rules(self) -> dict[str, RuleSettings]:
        """What all layers together say of each rule that they name."""
        return merged(self.layers)

    def last_word(self, rule: str) -> str | None:
        """Return the name of the file or constitution that has the last word on a rule; None where none names it."""
        return next((layer.name for layer in reversed(self.layers) if rule in layer.rules), None)


def merged(layers: Iterable[Layer]) -> dict[str, RuleSettings]:
    """What layers say of each rule, later ones over earlier ones."""
    rules: dict[str, RuleSettings] = {}
    for layer in layers:
        for name, settings in layer.rules.items():
            rules[name] = settings.over(rules[name]) if name in rules else settings
    return rules
