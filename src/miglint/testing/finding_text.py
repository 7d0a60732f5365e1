"""Findings as text: a line for each, and whole with message, help and the SQL that is offered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..rule.finding import Finding, Fix
from ..syntax.source import Migration, Place


def line_of(finding: Finding) -> str:
    """Return a finding as a line of a `findings` fence: rule, file:line:column, and the object if there is one."""
    label = f" {finding.object.label}" if finding.object else ""
    return f"{finding.rule} {_place(finding.place)}{label}"


def snapshot_of(findings: Iterable[Finding]) -> str:
    """Return findings as the body of a `snapshot` fence: their lines, and below each what people read of it."""
    return "\n".join("".join(f"{line}\n" for line in _shown(finding)) for finding in findings)


def _shown(finding: Finding) -> Iterator[str]:
    yield line_of(finding)
    yield f"  {finding.message}"
    if finding.help:
        yield f"  help: {finding.help}"
    for place in finding.related:
        yield f"  related: {_place(place)} {place.message}".rstrip()
    if finding.fix and finding.fix.edits:
        yield f"  fix{', safe' if finding.fix.safe else ''}: {finding.fix.title}"
        yield from (f"    {line}" for line in _edited(finding.fix))
    elif finding.remedy and finding.remedy.statements:
        yield f"  remedy{', safe' if finding.remedy.safe else ''}:"
        yield from (f"    {line}" for statement in finding.remedy.statements for line in statement.splitlines())


def _place(place: Place) -> str:
    return f"{place.migration.name}:{place.start.line}:{place.start.column}"


def _edited(fix: Fix) -> Iterator[str]:
    """Return the lines that a fix removes and adds."""
    from difflib import unified_diff

    texts: dict[Migration, str] = {}
    for edit in sorted(fix.edits, key=lambda edit: (edit.start, edit.end), reverse=True):
        text = texts.get(edit.migration, edit.migration.text)
        texts[edit.migration] = text[: edit.start] + edit.text + text[edit.end :]
    for migration, text in texts.items():
        lines = unified_diff(migration.text.splitlines(), text.splitlines(), n=0, lineterm="")
        yield from (line for line in list(lines)[2:] if not line.startswith("@@"))
