"""The report as Markdown, for $GITHUB_STEP_SUMMARY: a table of rules, with their findings folded below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..judge.result import Reported, Result
from ..output.paths import relative
from ..output.words import plural
from . import summary
from .excerpt import excerpt
from .safe_text import visible
from .summary import KINDS, Group, article

LIMIT = 1000 * 1024
"""Bytes of a report. GitHub refuses a step's summary above 1024 KiB; other steps' lines may stand in the same file."""

_NOTE_ROOM = 400
_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|~$^<>&])")
_MENTION = re.compile(r"([@#])(?=\w)")
_LINK = re.compile(r"(?<=\w)(:)(?=//)|(?<=www)(\.)", re.I)
_BREAK = "&#8203;"  # a zero-width space: what GitHub's own bots keep mentions and links apart with
_MARKS = {"error": "🛑", "warning": "⚠️", "note": "💡"}


def render(result: Result, *, cwd: Path, root: Path | None = None, limit: int = LIMIT) -> str:
    """Return the report in at most `limit` bytes, with a note of what was cut. Paths are relative to the git root."""
    base = root or cwd
    found = summary.groups(result)
    text = "".join(_head(result, found, base))
    tail = "".join(_tail(result))
    room = limit - len((text + tail).encode()) - _NOTE_ROOM
    cut = 0
    for group in found:
        page, missing = _page(group, base, room)
        room -= len(page.encode())
        text += page
        cut += missing
    if cut:
        text += f"{plural(cut, 'finding')} cut here: a step's summary has a size limit. The log has all findings.\n\n"
    return text + tail


def _head(result: Result, found: list[Group], base: Path) -> Iterator[str]:
    if summary.is_clean(result):
        yield f"### miglint: ok\n\n{escape(summary.judged(result))}\n\n"
        return
    yield f"### miglint: {escape(summary.headline(result))}\n\n"
    for error in result.errors:
        yield f"**miglint failed:** {escape(error.message)} {escape(error.hint)}\n\n"
    if not found:
        return
    yield "| | rule | findings | first place | what it is |\n|---|---|---:|---|---|\n"
    for group in found:
        first = group.findings[0].finding.place
        where = code(f"{first.migration.name}:{first.start.line}", table=True)
        mark = f"{_MARKS.get(group.severity.value, '')} {group.severity.value}"
        yield f"| {mark} | {_linked(group)} | {len(group.findings)} | {where} | {group.kind}: {KINDS[group.kind]} |\n"
    yield "\n"


def _linked(group: Group) -> str:
    page = summary.rule_page(group.in_force.rule)
    return f"[{escape(group.name)}]({page})" if page else escape(group.name)


def _page(group: Group, base: Path, room: int) -> tuple[str, int]:
    """Return the findings of one rule as a folded section of at most `room` bytes, and how many did not fit."""
    count = plural(len(group.findings), group.severity.value)
    opening = f"<details><summary>{_html(group.name)}: {count}</summary>\n\n"
    if reason := summary.why(group.in_force):
        opening += f"{escape(reason)}\n\n"
    closing = "\n</details>\n\n"
    left = room - len((opening + closing).encode())
    kept: list[str] = []
    for reported in group.findings:
        item = _item(reported, base, shown=not kept)
        left -= len(item.encode())
        if left < 0:
            break
        kept.append(item)
    if not kept:
        return "", len(group.findings)
    return opening + "".join(kept) + closing, len(group.findings) - len(kept)


def _item(reported: Reported, base: Path, *, shown: bool) -> str:
    """Return one finding as a list item; `shown` adds its line of SQL."""
    finding = reported.finding
    start = finding.place.start
    where = code(f"{relative(finding.place.migration.path, base)}:{start.line}:{start.column}")
    item = f"- {where} {escape(finding.message)}\n"
    if said := article(reported.in_force):
        item += f"  <br>rule: {escape(said)}\n"
    if finding.help:
        item += f"  <br>fix: {escape(finding.help)}\n"
    if shown:
        part = excerpt(finding.place)
        lines = [part.text, " " * part.start + "^" * part.length]
        item += "".join(f"  {line}\n" for line in fenced(lines, "sql"))
    return item


def _tail(result: Result) -> Iterator[str]:
    if left_out := summary.left_out(result):
        yield f"Not shown: {escape(' · '.join(left_out))}\n\n"
    yield f"Constitution: {escape(summary.constitution(result))}{summary.not_chosen(result)}\n"


def escape(text: str) -> str:
    """Return a text that Markdown shows as it is: no markup, no HTML, no mention of people or issues, no link."""
    text = _SPECIAL.sub(r"\\\1", visible(text)).replace("\\<", "&lt;").replace("\\>", "&gt;").replace("\\&", "&amp;")
    return _LINK.sub(rf"{_BREAK}\g<0>", _MENTION.sub(rf"\1{_BREAK}", text))


def _html(text: str) -> str:
    """Return a text escaped for a line of HTML, where Markdown's escapes would show."""
    return visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def code(text: str, *, table: bool = False) -> str:
    """Return a text as a code span; with `table`, pipes are escaped, because they end a cell even there."""
    text = visible(text) or " "
    fence = "`" * (_longest_run(text) + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text.replace('|', chr(92) + '|') if table else text}{space}{fence}"


def fenced(lines: list[str], language: str) -> list[str]:
    """Return lines as a code block whose fence none of them can close."""
    fence = "`" * max(3, max(map(_longest_run, lines)) + 1)
    return [f"{fence}{language}", *lines, fence]


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
