"""Histories that are checked repeatedly, each time with other texts for some files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..catalog.target import Target
from ..judge.request import Project, parse_history
from ..judge.snapshots import SnapshotsInMemory
from ..judge.verdict import Basis, VerdictOptions, verdict
from ..project.decoding import migration_from_bytes
from ..project.selection import by_bytes
from ..record import Draft, field, replace
from ..rule.finding import Kind, Severity
from ..rule.history import History
from ..rule.rule import is_fixable
from ..syntax.parser import frozen_collector
from ..syntax.reading import parse
from ..syntax.source import Migration
from .edit_files import Judged


class Bench(Draft):
    """One history with the rules and settings that it is checked with."""

    asked: History
    """The history as the request narrows it."""
    basis: Basis
    target: Target
    ignores: bool = True
    memory: SnapshotsInMemory = field(default_factory=SnapshotsInMemory)
    """The snapshots of the last check."""
    parsed: dict[Path, Migration] = field(default_factory=dict)
    """The files that were parsed from other texts."""

    def judge(self, texts: Mapping[Path, str]) -> Judged:
        """Return the findings in the whole history with these texts for the files; accepted findings are included."""
        history = with_texts(self.asked, texts, self.parsed)
        checked = self.memory.check(history, self.basis.rules, self.target)
        if checked.errors:
            raise checked.errors[0]
        judged = verdict(checked.findings, history, self.basis, VerdictOptions(ignores=self.ignores))
        findings = [each.finding for each in judged if each.is_shown]
        if texts:
            # Notes about a file while it runs are for people to weigh: a fix may add one.
            rules = self.basis.rules
            notes = (each for each in rules if each.severity is Severity.NOTE and not is_fixable(type(each.rule)))
            noted = {each.name for each in notes if each.rule.kind is Kind.HAZARD}
            findings = [f for f in findings if f.rule not in noted or f.place.migration.path not in texts]
        return Judged(findings, sum(len(m.problems) for m in history.migrations))


def benches(project: Project) -> list[Bench]:
    """Return the histories of a project, parsed, each with its rules and settings."""
    for history in project.histories:
        parse_history(history)
    return [
        Bench(history, project.basis, project.target_of(history), project.request.ignores)
        for history in project.histories
    ]


def with_texts(history: History, texts: Mapping[Path, str], parsed: dict[Path, Migration]) -> History:
    """Return the whole history with other texts for some files; new files are inserted where they sort.

    `parsed` remembers parsed files, for the next call with the same texts.
    """
    made = {path: _parsed(path, text, parsed) for path, text in texts.items()}
    migrations = [made.get(migration.path, migration) for migration in history.migrations]
    known = {migration.path for migration in migrations}
    for path in texts:
        if path not in known:
            at = sum(1 for m in migrations if by_bytes(m.name) < by_bytes(path.name))
            migrations.insert(at, made[path])
    return replace(history, migrations=migrations, targets=None, named=None, change=None)


def _parsed(path: Path, text: str, parsed: dict[Path, Migration]) -> Migration:
    data = text.encode("utf-8", "surrogatepass")
    if path in parsed and parsed[path].data == data:
        return parsed[path]
    migration = parsed[path] = migration_from_bytes(path, data)
    with frozen_collector():
        parse(migration)
    return migration
