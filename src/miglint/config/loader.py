"""Loads Settings: command line over settings file over supabase/config.toml over defaults."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from ..catalog.target import RUNNERS, Target
from ..errors import SettingsError, UsageError
from ..rule.finding import Severity
from .constitutions import PLATFORMS, constitution_layers
from .document import Document, find_document, folders_up, read_document, shown
from .profiles import read_profiles
from .rule_tables import read_exceptions, read_rules
from .settings import DEFAULT_CONSTITUTION, Layer, RuleSettings, Settings
from .supabase import SupabaseConfig, read_supabase_config
from .value_checks import choice, refuse_unknown, table, text, texts, version, wrong_type

KEYS = (
    "constitution",
    "rule-folders",
    "migrations",
    "base",
    "applied-until",
    "accepted",
    "platform",
    "postgres-version",
    "exposed-schemas",
    "default-privileges",
    "runner",
    "profiles",
    "style",
    "rules",
    "exceptions",
)
DEFAULT_PRIVILEGES = ("legacy", "revoked")
OLDEST_POSTGRES = 11
COMMAND_LINE = "command line"
STYLE_RULES = ("mixed-capitalisation", "unchecked-style", "untidy-layout")
"""The family that no constitution switches on: [style] or --style switches on all of it."""


def load_settings(
    start: Path,
    *,
    config: Path | None = None,
    constitution: str | None = None,
    postgres_version: int | None = None,
    exposed_schemas: Sequence[str] | None = None,
    default_privileges: str | None = None,
    base: Sequence[Path] = (),
    style: bool | None = None,
    now: datetime | None = None,
) -> Settings:
    """Return the settings for the migrations at `start` (a file or folder).

    `config` is a settings file to use instead of the nearest one; `constitution` (a preset or a path from the working
    directory) replaces the file's, whose own [rules] still apply; `style` switches the style rules on or
    off, whatever [style] says; the rest are facts from the command line.
    Raises SettingsError, and UsageError for an impossible fact.
    """
    document = read_settings(config) if config else find_document(start)
    if document is not None:
        refuse_unknown(document, (), document.table, KEYS)
    layers, names, configured = _layers(document, constitution, style)
    given: dict[str, Any] = {
        "postgres-version": postgres_version,
        "exposed-schemas": None if exposed_schemas is None else tuple(exposed_schemas),
        "default-privileges": default_privileges,
    }
    _check_given(given)
    target, origins = _target(document, layers, given, start, now)
    return Settings(
        path=document.path if document else None,
        constitution=names,
        configured=configured,
        layers=layers,
        exceptions=read_exceptions(document) if document else (),
        rule_folders=_paths(document, "rule-folders"),
        base=tuple(base) or _paths(document, "base"),
        migrations=_paths(document, "migrations"),
        applied_until=_applied_until(document),
        accepted=_accepted(document),
        target=target,
        origins=origins,
    )


def read_settings(path: Path) -> Document:
    """Return the settings file that --config names; in pyproject.toml they are under [tool.miglint]."""
    if path.name != "pyproject.toml":
        return read_document(path)
    document = read_document(path, ("tool", "miglint"))
    if not document.table:
        raise SettingsError(f"{shown(path)}: there is no table [tool.miglint]")
    return document


def _layers(
    document: Document | None, chosen: str | None, style: bool | None
) -> tuple[tuple[Layer, ...], tuple[str, ...], bool]:
    """Return the constitutions in force and the project's own rules, their names, and whether they were chosen."""
    layers: list[Layer] = []
    if chosen is not None:
        names: tuple[str, ...] = (chosen,)
        layers += constitution_layers(chosen, Path.cwd())
    elif document is not None and "constitution" in document.table:
        source = (document, ("constitution",))
        names = texts(*source, document.table["constitution"])
        for name in names:
            layers += constitution_layers(name, document.folder, source)
    else:
        names = (DEFAULT_CONSTITUTION,)
        layers += constitution_layers(DEFAULT_CONSTITUTION, Path.cwd())
    configured = chosen is not None or (document is not None and "constitution" in document.table)
    enabled = document is not None and _style(document)
    if enabled if style is None else style:
        by = f"[style] of {shown(document.path)}" if document is not None and enabled else "--style"
        on = dict.fromkeys(STYLE_RULES, RuleSettings(severity=Severity.NOTE))
        layers.append(Layer(by, document or Document(Path("--style"), {}), on))
    if document is not None:
        layers.append(Layer(shown(document.path), document, read_rules(document), profiles=read_profiles(document)))
    return tuple(layers), names, configured


def _paths(document: Document | None, key: str) -> tuple[Path, ...]:
    """Return paths of the settings file, which start from its folder."""
    if document is None or key not in document.table:
        return ()
    return tuple(document.folder / path for path in texts(document, (key,), document.table[key]))


def _style(document: Document) -> bool:
    """Return whether [style] switches the style rules on."""
    given = table(document, ("style",), document.table.get("style", {}))
    refuse_unknown(document, ("style",), given, ("enabled",))
    enabled = given.get("enabled", False)
    if not isinstance(enabled, bool):
        raise wrong_type(document, ("style", "enabled"), "true or false", enabled)
    return enabled


def _applied_until(document: Document | None) -> str | None:
    if document is None or "applied-until" not in document.table:
        return None
    return version(document, ("applied-until",), document.table["applied-until"])


def _accepted(document: Document | None) -> Path | None:
    if document is None or "accepted" not in document.table:
        return None
    return document.folder / text(document, ("accepted",), document.table["accepted"])


def _supabase_config(start: Path) -> SupabaseConfig | None:
    """Return the facts of the supabase/config.toml nearest to `start`."""
    for folder in folders_up(start):
        for candidate in (folder, folder / "supabase"):
            if candidate.name == "supabase" and (found := read_supabase_config(candidate)) is not None:
                return found
    return None


def _usual_runner(start: Path, platform: str) -> str:
    """Return the program that runs the files at `start`, where no setting names it: Supabase's CLI in a `supabase`
    folder, whatever the platform."""
    if platform == "supabase":
        return "supabase-3"
    under = any(folder.name == "supabase" or (folder / "supabase/migrations").is_dir() for folder in folders_up(start))
    return "supabase-3" if under else "psql"


def _check_given(given: dict[str, Any]) -> None:
    version, privileges = given["postgres-version"], given["default-privileges"]
    if version is not None and version < OLDEST_POSTGRES:
        raise UsageError(f"--postgres-version {version}: miglint supports PostgreSQL {OLDEST_POSTGRES} and later")
    if privileges is not None and privileges not in DEFAULT_PRIVILEGES:
        raise UsageError(f"--default-privileges must be legacy or revoked, not {privileges}")


def _target(
    document: Document | None,
    layers: Sequence[Layer],
    given: dict[str, Any],
    start: Path,
    now: datetime | None,
) -> tuple[Target, dict[str, str]]:
    """Return the facts about the target, each from the first source that sets it, and the sources."""
    sources: list[tuple[str, dict[str, Any]]] = [(COMMAND_LINE, given)]
    if document is not None:
        sources.append((shown(document.path), _facts(document)))
    if (supabase := _supabase_config(start)) is not None:
        sources.append((shown(supabase.path), _supabase_facts(supabase)))
    sources += [(f"constitution {layer.name}", {"platform": layer.platform}) for layer in reversed(layers)]
    default = Target()
    values: dict[str, Any] = {
        "platform": default.platform,
        "postgres-version": default.postgres_version,
        "exposed-schemas": default.exposed_schemas,
        "default-privileges": default.default_privileges,
        "runner": "",
    }
    origins = dict.fromkeys(values, "default")
    for key in values:
        for origin, facts in sources:
            if facts.get(key) is not None:
                values[key], origins[key] = facts[key], origin
                break
    values["runner"] = values["runner"] or _usual_runner(start, values["platform"])
    profiles = tuple(profile for layer in reversed(layers) for profile in layer.profiles)
    facts = {key.replace("-", "_"): value for key, value in values.items()}
    return Target(**facts, now=now, profiles=profiles), origins


def _facts(document: Document) -> dict[str, Any]:
    """Return the facts about the target in a settings file."""
    said = document.table
    facts: dict[str, Any] = {}
    if "platform" in said:
        facts["platform"] = choice(document, ("platform",), said["platform"], PLATFORMS)
    if "default-privileges" in said:
        key = "default-privileges"
        facts[key] = choice(document, (key,), said[key], DEFAULT_PRIVILEGES)
    if "runner" in said:
        facts["runner"] = choice(document, ("runner",), said["runner"], RUNNERS)
    if "exposed-schemas" in said:
        facts["exposed-schemas"] = texts(document, ("exposed-schemas",), said["exposed-schemas"])
    if "postgres-version" in said:
        facts["postgres-version"] = version = said["postgres-version"]
        if not isinstance(version, int) or isinstance(version, bool):
            raise wrong_type(document, ("postgres-version",), "a whole number", version)
        if version < OLDEST_POSTGRES:
            raise document.error(
                ("postgres-version",), f"miglint supports PostgreSQL {OLDEST_POSTGRES} and later, not {version}"
            )
    return facts


def _supabase_facts(config: SupabaseConfig) -> dict[str, Any]:
    """Return the facts about the target in supabase/config.toml.

    Only `auto_expose_new_tables = true` brings back the grants that new tables had before Supabase changed its default
    privileges in 2026.
    """
    return {
        "platform": "supabase",
        "postgres-version": config.postgres_version,
        "exposed-schemas": config.exposed_schemas,
        "default-privileges": {True: "legacy", False: "revoked", None: None}[config.auto_expose_new_tables],
    }
