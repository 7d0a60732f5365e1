"""`miglint config`: print the settings in force with their origins, or the JSON schema of the settings file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .shared_options import settings_options, target_options

if TYPE_CHECKING:
    from ..catalog.target import Profile
    from ..config.settings import Settings
    from ..rule.in_force import RuleInForce


@click.group()
def command() -> None:
    """Print the settings in force, or the settings file's JSON schema.

    \b
    Examples:
      miglint config show
      miglint config schema
    """


@command.command()
def schema() -> None:
    """Print the JSON schema of miglint.toml, for editors.

    \b
    Example:
      miglint config schema
    """
    from ..config.settings_schema import as_text, settings_schema
    from ..rule.registry import load_registry

    click.echo(as_text(settings_schema(load_registry(entry_points=False))), nl=False)


@command.command()
@settings_options
@target_options
def show(
    config: Path | None,
    constitution: str | None,
    local_rules: bool,
    postgres_version: int | None,
    exposed_schemas: tuple[str, ...] | None,
    default_privileges: str | None,
    schema: tuple[Path, ...],
    now: datetime | None,
) -> None:
    """Print the settings in force here as a settings file, each line with its origin.

    \b
    Examples:
      miglint config show
      miglint config show --constitution strict
    """
    from ..config.loader import load_settings
    from ..config.resolve import resolve
    from ..project.folders import project_at
    from ..rule.registry import load_registry

    settings = load_settings(
        project_at(Path.cwd()),
        config=config,
        constitution=constitution,
        postgres_version=postgres_version,
        exposed_schemas=exposed_schemas,
        default_privileges=default_privileges,
        base=schema,
        now=now,
    )
    registry = load_registry(settings.rule_folders, local=local_rules)
    in_force = {rule.name: rule for rule in resolve(settings, (), (), registry)}
    lines = [*_facts(settings), "", *_rules(settings, sorted(registry.files), in_force)]
    click.echo("\n".join(lines))


def _facts(settings: Settings) -> Iterator[str]:
    from ..config.document import shown

    yield f"# settings file: {shown(settings.path) if settings.path else 'none'}"
    where = "chosen" if settings.configured else "default"
    yield _line("constitution", list(settings.constitution), where)
    target = settings.target
    for key, value in (
        ("platform", target.platform),
        ("postgres-version", target.postgres_version),
        ("exposed-schemas", list(target.exposed_schemas)),
        ("default-privileges", target.default_privileges),
        ("runner", target.runner),
    ):
        yield _line(key, value, settings.origins[key])
    for key, paths in (
        ("migrations", settings.migrations),
        ("base", settings.base),
        ("rule-folders", settings.rule_folders),
    ):
        if paths:
            yield _line(key, [shown(path) for path in paths])
    if settings.applied_until:
        yield _line("applied-until", settings.applied_until)
    if settings.accepted:
        yield _line("accepted", shown(settings.accepted))
    yield from _profiles(settings)


def _profiles(settings: Settings) -> Iterator[str]:
    """Return the lines of [profiles], those of the constitution included."""
    kinds: dict[str, list[Profile]] = {}
    for profile in settings.target.profiles:
        kinds.setdefault(profile.kind, []).append(profile)
    if kinds:
        yield ""
        yield "[profiles]"
    for kind, profiles in kinds.items():
        if profiles[0].column is None:
            yield _line(kind, list(dict.fromkeys(profile.tables for profile in profiles)))
        else:
            columns = {profile.tables: profile.column for profile in reversed(profiles)}
            yield f"{kind} = {{ {', '.join(f'{json.dumps(k)} = {json.dumps(v)}' for k, v in columns.items())} }}"


def _rules(settings: Settings, names: list[str], in_force: dict[str, RuleInForce]) -> Iterator[str]:
    """Return the severities in one table, then a table for each rule with more settings."""
    said = settings.rules
    more = [
        name for name in names if name in said and (said[name].options or said[name].because or said[name].from_version)
    ]
    yield "[rules]"
    for name in names:
        if name not in more:
            severity = _severity(name, in_force)
            origin = _origin(settings, name) if name in said or severity != "off" else "named by no constitution"
            yield _line(name, severity, origin)
    for name in more:
        yield f"\n[rules.{name}]"
        yield _line("severity", _severity(name, in_force), _origin(settings, name))
        for key, value in said[name].options.items():
            yield _line(key.replace("_", "-"), value, _origin(settings, name, key))
        if because := said[name].because:
            yield _line("because", because)
        if version := said[name].from_version:
            yield _line("from", version)
    for exception in settings.exceptions:
        yield "\n[[exceptions]]"
        for key in ("rule", "object", "file", "until", "reason"):
            if value := getattr(exception, key):
                yield _line(key, value)


def _severity(name: str, in_force: dict[str, RuleInForce]) -> str:
    return in_force[name].severity.value if name in in_force else "off"


def _origin(settings: Settings, rule: str, option: str | None = None) -> str:
    """Return the name of the last layer that sets a rule's severity or option."""
    for layer in reversed(settings.layers):
        said = layer.rules.get(rule)
        if said and (option in said.options if option else said.severity is not None):
            return layer.name
    return "the rule's own default"


def _line(key: str, value: Any, origin: str = "") -> str:
    line = f"{key} = {json.dumps(value, ensure_ascii=False)}"
    return f"{line:<44}  # {origin}" if origin else line
