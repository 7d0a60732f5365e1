"""`miglint rules`: list all rules."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..errors import MiglintError
from .shared_options import config_option, settings_options


@click.command()
@click.option("-f", "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="Output format.")
@settings_options
@config_option
def command(format_: str, config: Path | None, constitution: str | None, local_rules: bool) -> int:
    """List all rules, with their severity here.

    \b
    Examples:
      miglint rules
      miglint rules --constitution strict
      miglint rules --format json
    """
    try:
        click.echo(_listed(format_, config, constitution, local_rules), nl=False)
    except MiglintError as error:
        if format_ != "json":
            raise
        from . import say_error

        click.echo(_as_json({"errors": [{"message": error.message, "hint": error.hint}]}), nl=False)
        say_error(error)
        return 2
    return 0


def _listed(format_: str, config: Path | None, constitution: str | None, local: bool) -> str:
    from ..config.loader import load_settings
    from ..config.resolve import resolve
    from ..project.folders import project_at
    from ..report.rule_data import rule_data
    from ..rule.registry import load_registry

    settings = load_settings(project_at(Path.cwd()), config=config, constitution=constitution)
    registry = load_registry(settings.rule_folders, local=local)
    in_force = {rule.name: rule.severity.value for rule in resolve(settings, (), (), registry)}
    data = [rule_data(name, registry) for name in registry.files]
    data.sort(key=lambda rule: (rule["family"], rule["name"]))
    return _as_json(data) if format_ == "json" else _as_text(data, in_force, settings.constitution)


def _as_json(data: Any) -> str:
    import json

    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _as_text(data: list[dict[str, Any]], in_force: dict[str, str], constitution: tuple[str, ...]) -> str:
    width = max(len(rule["name"]) for rule in data)
    lines: list[str] = []
    family = None
    for rule in data:
        if rule["family"] != family:
            family = rule["family"]
            lines += ["", f"{family}"]
        severity = in_force.get(rule["name"], "off")
        lines.append(f"  {rule['name']:<{width}}  {severity:<7}  {rule['summary']}")
    held = ", ".join(constitution)
    end = f"{len(data)} rules, {len(in_force)} in force ({held}). To read about one: miglint explain RULE"
    return "\n".join([*lines[1:], "", end, ""])
