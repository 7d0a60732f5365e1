"""The texts of the files that `miglint init` writes: settings, workflow and hooks; and where a constitution contradicts
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
"""The line in new settings that `miglint new-rule` uncomments."""

ADVICE = "supabase"
"""The preset with Supabase's advice."""

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
          since: auto # report only what the pull request adds; without it, all findings
"""

PRE_COMMIT = f"""\
repos:
  - repo: {REPOSITORY}
    rev: v{__version__}
    hooks:
      - id: miglint # reports the staged migrations, with the folder as context
      - id: miglint-all # checks the whole folder: sees deleted, renamed and out-of-order files too
"""

HUSKY = "uvx miglint check --staged\n"


@dataclass(frozen=True, slots=True)
class FirstSettings:
    """What `miglint init` writes into miglint.toml."""

    constitution: str
    applied_until: str | None = None
    """The newest version on `branch`."""
    branch: str | None = None
    newest: str | None = None
    """The newest version of all."""
    migrations: str | None = None
    """The migrations folder, if it isn't in the usual place."""
    target: str = ""
    """A line with the facts about the target that other files set already."""


def settings_text(start: FirstSettings) -> str:
    """Return the text of miglint.toml, short and commented."""
    return "\n".join(_settings(start)) + "\n"


def _settings(start: FirstSettings) -> Iterator[str]:
    yield f"#:schema {SCHEMA_URL}"
    others = ", ".join(name for name in preset_files() if name != start.constitution)
    yield f"constitution = {_quoted(start.constitution)}  # others: {others}, or a file of your own"
    if against := departures(start.constitution, Path.cwd()):
        yield "# It contradicts Supabase's advice:"
        yield from (f"#   {line}" for line in against)
    if start.migrations:
        yield f"migrations = [{_quoted(start.migrations)}]"
    yield ""
    if start.applied_until:
        yield f"# The newest migration on {start.branch}: files up to it are applied, and only debt is reported there."
        yield f"applied-until = {_quoted(start.applied_until)}"
    else:
        yield "# The last applied migration: in files up to it only debt is reported."
        yield f"# applied-until = {_quoted(start.newest or '20250101000000')}"
    yield "# Accepted findings, one line each, are in miglint-accepted.json: `miglint accept` writes it."
    yield f"{RULE_FOLDERS}  # your own rules: `miglint new-rule NAME --sql` creates one"
    yield ""
    if start.target:
        yield f"# {start.target}"
    yield "[rules]"
    yield '# migration-filename = "off"  # "error", "warning", "note" or "off"; `miglint rules` lists them all'


def departures(constitution: str, folder: Path) -> list[str]:
    """Return where a constitution contradicts Supabase's advice, a line each: opposite options, rules left out."""
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
    """Return the options in which the two demand opposite things; the others don't contradict each other."""
    for key, value in advised.options.items():
        if key in OPPOSED and key in said.options and said.options[key] != value:
            why = f" ({said.because})" if said.because else ""
            yield f"{name}: {key} = {_value(said.options[key])}, Supabase says {_value(value)}{why}"


NAMED = 6
"""How many of the left-out rules are named."""

OPPOSED = ("require",)
"""Options by which a rule demands one thing or its opposite."""


def _is_engine(name: str) -> bool:
    from ..rule.registry import load_registry

    file = load_registry(entry_points=False).files.get(name)
    return file is not None and file.family == "engine"


def summaries() -> Mapping[str, str]:
    """Return each preset's summary."""
    from .constitutions import preset

    return {name: preset(name).summary for name in preset_files()}


def target_line(facts: Sequence[tuple[str, Any, str]]) -> str:
    """Return a line with the facts that other files set already; `facts` are (key, value, origin)."""
    by_origin: dict[str, list[str]] = {}
    for key, value, origin in facts:
        if origin.endswith("config.toml"):
            shown = ", ".join(value) if isinstance(value, tuple) else str(value)
            by_origin.setdefault(origin, []).append(f"{key} {shown}")
    return "; ".join(f"{origin} sets {_joined(said)}" for origin, said in by_origin.items())


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(parts)


def _quoted(text: str) -> str:
    """Return a TOML string; JSON's escapes are TOML's too."""
    return json.dumps(text, ensure_ascii=False)


def _value(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
