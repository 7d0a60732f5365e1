"""The report as annotations of GitHub Actions: workflow commands, worst first, then one plain line.

GitHub shows ten annotations of each level per step and silently drops the rest, so the tenth says how many more there
are.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..judge.result import Reported, Result
from ..output.paths import relative
from ..output.words import plural
from ..rule.finding import Severity
from . import summary
from .safe_text import visible
from .summary import article

MOST = 10
"""Annotations of one level that GitHub shows per step."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def render(result: Result, *, cwd: Path, root: Path | None = None) -> str:
    """Return the annotations and a line of summary; paths are relative to the git root, as GitHub needs them."""
    base = root or cwd
    lines: list[str] = []
    for severity, command in _COMMANDS.items():
        annotations = [
            _annotation(command, reported, base) for reported in result.shown if reported.severity is severity
        ]
        if severity is Severity.ERROR:
            annotations[:0] = [_failure(f"{error.message} {error.hint}") for error in result.errors]
        lines += _capped(annotations, command, severity)
    lines.append(visible(f"miglint: {summary.headline(result)}"))
    if left_out := summary.left_out(result):
        lines.append(visible(f"not shown: {' · '.join(left_out)}"))
    return "\n".join(lines) + "\n"


def _capped(annotations: list[str], command: str, severity: Severity) -> Iterator[str]:
    if len(annotations) <= MOST:
        yield from annotations
        return
    yield from annotations[: MOST - 1]
    more = plural(len(annotations) - MOST + 1, f"more {severity.value}")
    yield f"::{command} title=miglint::and {more}, see the summary or the log"


def _failure(text: str) -> str:
    return f"::error title=miglint failed::{_data(text)}"


def _annotation(command: str, reported: Reported, base: Path) -> str:
    finding = reported.finding
    start, end = finding.place.start, finding.place.end
    path = relative(finding.place.migration.path, base)
    properties = {"title": f"miglint ({finding.rule})", "file": path, "line": start.line, "endLine": end.line}
    if start.line == end.line:  # GitHub refuses columns on spans of several lines
        properties |= {"col": start.column, "endColumn": end.column}
    written = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    text = _data(f"{path}:{start.line}:{start.column}: {finding.message}")
    if said := article(reported.in_force):
        text += "%0A" + _data(f"rule: {said}")
    if finding.help:
        text += "%0A" + _data(f"fix: {finding.help}")
    return f"::{command} {written}::{text}"


def _data(text: str) -> str:
    """Return a text as the message of a workflow command."""
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    """Return a text as the value of a workflow command's property."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
