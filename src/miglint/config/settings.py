"""The settings of a project, after presets, settings file, supabase/config.toml and command line were laid together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..finding import Severity
from ..step import Target


@dataclass(frozen=True, slots=True)
class RuleSettings:
    """What presets and project say of one rule; None: the rule's own default."""

    severity: Severity | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    because: str | None = None
    from_version: str | None = None


@dataclass(frozen=True, slots=True)
class ExceptionRule:
    """[[exceptions]]: findings of `rule` on `object` (a glob over the object's label) or in `file` (a glob) are
    silenced until a date (ISO, inclusive)."""

    rule: str
    reason: str
    object: str | None = None
    file: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that is not code. `path` is the settings file, None where there is none."""

    path: Path | None = None
    constitution: tuple[str, ...] = ("atomic",)
    rules: Mapping[str, RuleSettings] = field(default_factory=dict)
    exceptions: tuple[ExceptionRule, ...] = ()
    rule_folders: tuple[Path, ...] = ()
    base: tuple[Path, ...] = ()
    migrations: tuple[Path, ...] = ()
    target: Target = field(default_factory=Target)
