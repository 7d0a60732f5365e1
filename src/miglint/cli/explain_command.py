"""`miglint explain RULE`: print a rule's documentation, options and severities."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import SettingsError, UsageError, did_you_mean
from .shared_options import config_option, settings_options

if TYPE_CHECKING:
    from ..config.rule_options import Option
    from ..config.settings import RuleSettings, Settings
    from ..rule.registry import Registry


@click.command()
@click.argument("rule")
@settings_options
@config_option
def command(rule: str, config: Path | None, constitution: str | None, local_rules: bool) -> None:
    """Explain a rule: why it exists, bad and good SQL, options, and its severity in each preset.

    \b
    Examples:
      miglint explain missing-grant
      miglint explain view-security-invoker --constitution supabase
    """
    from ..config.rule_options import rule_options
    from ..report.rule_data import rule_data
    from ..rule.registry import load_registry
    from ..rule.rule import documentation

    settings = _settings(config, constitution)
    registry = load_registry(settings.rule_folders if settings else (), local=local_rules)
    name = rule.strip()
    if name not in registry.files:
        raise UsageError(f"no rule named `{name}`", _hint(name, registry.families, list(registry.files)))
    found, data = registry.rule(name), rule_data(name, registry)
    docs = documentation(found)
    lines = [f"{name}  ({data['family']}, {data['kind']})", docs.summary]
    for title, text in docs.sections.items():
        if title != "References":
            lines += ["", title, *_body(text)]
    if options := rule_options(found):
        lines += ["", "Options", *(line for option in options.values() for line in _option(option))]
    lines += ["", "Severity", *_severities(name, settings, registry)]
    if found.sources:
        lines += ["", "Sources", *(f"  {source}" for source in found.sources)]
    if docs.references:
        lines += ["", "References", *_body(docs.references)]
    lines += ["", f"To silence it for one statement:  -- miglint: ignore[{name}] the reason"]
    if data["url"]:
        lines += [f"Page:  {data['url']}"]
    click.echo("\n".join(lines))


def _settings(config: Path | None, constitution: str | None) -> Settings | None:
    """Return the settings here, None if they are broken: the explanation may help to fix them."""
    from ..config.loader import load_settings
    from ..project.folders import project_at
    from . import say_error

    try:
        return load_settings(project_at(Path.cwd()), config=config, constitution=constitution)
    except SettingsError as error:
        say_error(error)
        return None


def _hint(name: str, families: dict[str, list[str]], rules: list[str]) -> str:
    if name in families:
        return f"`{name}` is a family; its rules: {', '.join(families[name])}"
    return did_you_mean(name, rules) or "`miglint rules` lists them all"


def _body(text: str) -> Iterator[str]:
    """Return the lines of a section: prose wrapped to the terminal (at most 100), code indented, without fences."""
    in_code = False
    prose: list[str] = []
    for line in text.splitlines():
        if in_code and not line.startswith("```"):
            yield f"      {line}".rstrip()
            continue
        if line.startswith(("```", "- ")) or not line:
            yield from _flowed(prose)
            prose.clear()
        if line.startswith("```"):
            in_code = not in_code
            if name := line.removeprefix("```").partition(" ")[2]:
                yield f"      -- {name}"
        elif line:
            prose.append(line)
        else:
            yield ""
    yield from _flowed(prose)


def _flowed(lines: list[str]) -> Iterator[str]:
    """Return the lines of a paragraph or list item, wrapped again."""
    hanging = "    " if lines and lines[0].startswith("- ") else "  "
    width = min(shutil.get_terminal_size((100, 24)).columns, 100)
    words = " ".join(line.strip() for line in lines)
    yield from textwrap.wrap(
        words, width, initial_indent="  ", subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
    )


def _option(option: Option) -> Iterator[str]:
    choices = f", one of {' | '.join(map(str, option.choices))}" if option.choices else ""
    default = list(option.default) if isinstance(option.default, tuple) else option.default
    yield f"  {option.key} = {json.dumps(default, ensure_ascii=False)}  ({option.type}{choices})"
    yield f"      {option.help}"


def _severities(name: str, settings: Settings | None, registry: Registry) -> Iterator[str]:
    """Return the lines with the rule's severity and options here and in each preset."""
    from ..config.constitutions import preset, preset_files
    from ..config.resolve import preset_severity

    says = {each: preset(each).rules.get(name) for each in preset_files()}
    if settings is not None:
        says = {f"here ({', '.join(settings.constitution)})": settings.rules.get(name), **says}
    width = max(len(each) for each in says)
    for each, said in says.items():
        severity = preset_severity(name, said, registry).value
        yield f"  {each:<{width}}  {severity:<7}  {_options(said)}".rstrip()
        if said and said.because:
            yield f"  {'':<{width}}  {'':<7}  because {said.because}"


def _options(said: RuleSettings | None) -> str:
    if said is None:
        return ""
    parts = [
        f"{key.replace('_', '-')} = {json.dumps(value, ensure_ascii=False)}" for key, value in said.options.items()
    ]
    if said.from_version:
        parts.append(f'from = "{said.from_version}"')
    return ", ".join(parts)
