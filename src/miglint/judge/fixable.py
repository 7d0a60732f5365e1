"""Remedies and fixes of findings: which files may still be edited, and a remedy's statements as an edit of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from traceback import format_exc

from ..errors import MiglintError
from ..record import replace
from ..rule.finding import Finding, Fix, Remedy
from ..rule.history import History
from ..syntax.edits import behind, is_editable
from ..syntax.source import Migration


def may_edit(history: History, migration: Migration) -> bool:
    """Return whether a file can still change: no base has it, and it comes after `applied-until`."""
    if migration.role != "migration" or any(p.rule == "unreadable-file" for p in migration.problems):
        return False
    if history.base is not None and history.base.has(migration.name):
        return False
    until, version = history.applied_until, migration.version
    return not (until and version and int(version) <= int(until))


def with_fixes(findings: Iterable[Finding], history: History) -> list[Finding]:
    """Return the findings with the fixes that can be made: none in files that must stay as they are, and remedies as
    statements behind the last cause that can still change."""
    order = {id(migration): number for number, migration in enumerate(history.migrations)}
    return [_with_fix(finding, history, order) if finding.fix or finding.remedy else finding for finding in findings]


def without_fixes(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings for reports that don't show fixes."""
    return [replace(f, fix=None, remedy=None) if f.fix or f.remedy else f for f in findings]


def _with_fix(finding: Finding, history: History, order: Mapping[int, int]) -> Finding:
    try:
        return _fixed(finding, history, order)
    except Exception as error:
        text = f"{type(error).__name__}: {error}"
        hint = "the function in its Fix or Remedy raises; --traceback shows the calls"
        raise MiglintError(f"the rule {finding.rule} failed as it made its fix: {text}", hint, format_exc()) from None


def _fixed(finding: Finding, history: History, order: Mapping[int, int]) -> Finding:
    fix = finding.fix
    if fix is not None and fix.edits and all(may_edit(history, edit.migration) for edit in fix.edits):
        return finding
    made = _behind_last_cause(finding.remedy, finding, history, order) if finding.remedy else None
    return finding if made is fix else replace(finding, fix=made)


def _behind_last_cause(remedy: Remedy, finding: Finding, history: History, order: Mapping[int, int]) -> Fix | None:
    """Return the remedy as an edit after the last statement that causes the finding, if that file may change."""
    known = [place for place in (*finding.causes, *remedy.behind) if id(place.migration) in order]
    if not known:
        return None
    last = max(known, key=lambda place: (order[id(place.migration)], place.span))
    statement = last.statement
    if statement is None or not is_editable(statement) or not may_edit(history, last.migration):
        return None
    if not remedy.statements:
        return None
    return Fix(f"Add {' '.join(remedy.statements)}", lambda: (behind(statement, remedy.statements),), remedy.safe)
