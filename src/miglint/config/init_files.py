"""The files that `miglint init` writes: settings, workflow and hooks, as texts; and where a constitution goes against
Supabase's advice."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..output.words import listed
from ..rule.finding import Severity
from ..urls import REPOSITORY, SCHEMA_URL
from ..version import __version__
from .constitutions import constitution_layers, preset_files
from .settings import RuleSettings, merged

RULE_FOLDERS = '# rule-folders = ["rules"]'
"""The line that waits in new settings until there is a rule."""

ADVICE = "supabase"
"""The preset that says what Supabase advises."""

WORKFLOW = f"""\
name: migrations

on:
  pull_request:

jobs:
  miglint:
    runs-on: ubuntu-latest
    permissions:
      contents: read
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 2
          persist-credentials: false
      - uses: {REPOSITORY.removeprefix("https://github.com/")}@v{__version__}
        with:
          since: auto # only what the pull request adds; without it, everything that is not held back
"""

PRE_COMMIT = f"""\
repos:
  - repo: {REPOSITORY}
    rev: v{__version__}
    hooks:
      - id: miglint # reports the staged migrations, with the folder as context
      - id: miglint-all # judges the whole folder: sees deleted, renamed and out-of-order files too
"""

HUSKY = "uvx miglint check --staged\n"


@dataclass(frozen=True, slots=True)
class NewSettings:
    """What the settings begin with. `applied_until` is the newest file on `branch`, `newest` the newest at all;
    `migrations` are named where they are not in the usual place, `target` says what other files settle already."""

    constitution: str
    applied_until: str | None = None
    branch: str | None = None
    newest: str | None = None
    migrations: str | None = None
    target: str = ""


def settings_text(start: NewSettings) -> str:
    """miglint.toml, short and commented."""
    return "\n".join(_settings(start)) + "\n"


def _settings(start: NewSettings) -> Iterator[str]:
    yield f"#:schema {SCHEMA_URL}"
    others = ", ".join(name for name in preset_files() if name != start.constitution)
    yield f"constitution = {_quoted(start.constitution)}  # others: {others}, or a file of your own"
    if against := departures(start.constitution, Path.cwd()):
        yield "# Where it goes against Supabase's advice:"
        yield from (f"#   {line}" for line in against)
    if start.migrations:
        yield f"migrations = [{_quoted(start.migrations)}]"
    yield ""
    if start.applied_until:
        yield f"# The newest migration on {start.branch}: files up to it are applied, and only debt is judged there."
        yield f"applied-until = {_quoted(start.applied_until)}"
    else:
        yield "# The last migration that is applied: files up to it are context, and only debt is judged there."
        yield f"# applied-until = {_quoted(start.newest or '20250101000000')}"
    yield "# Debt that the team lives with, one line each: `miglint accept` writes miglint-accepted.json."
    yield f"{RULE_FOLDERS}  # rules of your own: `miglint new-rule NAME --sql` begins one"
    yield ""
    if start.target:
        yield f"# {start.target}"
    yield "[rules]"
    yield '# migration-filename = "off"  # "error", "warning", "note" or "off"; `miglint rules` lists them all'


def departures(constitution: str, folder: Path) -> list[str]:
    """Where a constitution goes against Supabase's advice, a line each: options that say otherwise, rules left out."""
    chosen = merged(constitution_layers(constitution, folder))
    advice = merged(constitution_layers(ADVICE, folder))
    lines: list[str] = []
    left_out: list[str] = []
    for name, advised in sorted(advice.items()):
        said = chosen.get(name)
        if advised.severity is Severity.OFF:
            continue
        if said is None or said.severity is Severity.OFF:
            if said is not None or not _is_engine(name):
                left_out.append(name)
            continue
        lines += _options(name, said, advised)
    if left_out:
        lines.append(f"it leaves out {listed(left_out, NAMED)}")
    return lines


def _options(name: str, said: RuleSettings, advised: RuleSettings) -> Iterator[str]:
    """Options by which the two say the opposite; others are a matter of taste, and no contradiction."""
    for key, value in advised.options.items():
        if key in OPPOSED and key in said.options and said.options[key] != value:
            why = f" ({said.because})" if said.because else ""
            yield f"{name}: {key} = {_value(said.options[key])}, Supabase says {_value(value)}{why}"


NAMED = 6
"""How many of the rules that a constitution leaves out are named."""

OPPOSED = ("require",)
"""Options by which a rule demands one thing or its opposite."""


def _is_engine(name: str) -> bool:
    from ..rule.registry import load_registry

    file = load_registry(entry_points=False).files.get(name)
    return file is not None and file.family == "engine"


def summaries() -> Mapping[str, str]:
    """What each preset stands for."""
    from .constitutions import preset

    return {name: preset(name).summary for name in preset_files()}


def target_line(facts: Sequence[tuple[str, Any, str]]) -> str:
    """What other files say of the target already, so that the settings need not: (key, value, origin)."""
    by_origin: dict[str, list[str]] = {}
    for key, value, origin in facts:
        if origin.endswith("config.toml"):
            shown = ", ".join(value) if isinstance(value, tuple) else str(value)
            by_origin.setdefault(origin, []).append(f"{key} {shown}")
    return "; ".join(f"{origin} says: {_joined(said)}" for origin, said in by_origin.items())


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(parts)


def _quoted(text: str) -> str:
    """A TOML string; JSON's escapes are TOML's too."""
    return json.dumps(text, ensure_ascii=False)


def _value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
