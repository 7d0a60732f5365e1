"""Histories that are checked whole, again and again, with other texts in place of some files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from ..catalog.target import Target
from ..config.resolve import resolve
from ..config.settings import Settings
from ..judge.fixable import with_fixes
from ..judge.run import Request, histories, stamp
from ..judge.snapshots import SnapshotsInMemory
from ..judge.suppress import suppress
from ..project.decoding import migration_from_bytes
from ..project.selection import by_bytes
from ..record import Draft, fresh, replace
from ..rule.finding import Kind, Severity
from ..rule.history import History
from ..rule.in_force import RuleInForce
from ..rule.registry import Registry, load_registry
from ..syntax.parser import frozen_collector
from ..syntax.reading import parse
from ..syntax.source import Migration
from .edit_files import Judged


class Bench(Draft):
    """One history with everything that it is judged by. `asked` is the history as the request narrows it; `memory` and
    `parsed` spare what the last judgement knows already."""

    asked: History
    rules: Sequence[RuleInForce]
    target: Target
    settings: Settings
    registry: Registry
    ignores: bool = True
    memory: SnapshotsInMemory = fresh(factory=SnapshotsInMemory)
    parsed: dict[Path, Migration] = fresh(factory=dict)

    def judge(self, texts: Mapping[Path, str]) -> Judged:
        """Return the findings in the whole history with these texts for the files; accepted findings are included."""
        history = with_texts(self.asked, texts, self.parsed)
        checked = self.memory.check(history, self.rules, self.target)
        if checked.errors:
            raise checked.errors[0]
        findings = with_fixes(checked.findings, history)
        if self.ignores:
            active = {rule.name for rule in self.rules}
            today = (self.target.now or datetime.now(UTC)).date().isoformat()
            stamped = stamp(findings, self.rules)
            open_files = [m for m in history.migrations if not history.is_applied(m)]
            reported, more = suppress(stamped, open_files, self.settings, self.registry.files, active, today)
            findings = [
                r.finding for r in (*reported, *stamp(with_fixes(more, history), self.rules)) if not r.suppression
            ]
        if texts:
            # Notes about a file while it runs are for people to weigh: a fix may add one.
            notes = (each for each in self.rules if each.severity is Severity.NOTE and not each.rule.fixable)
            noted = {each.name for each in notes if each.rule.kind is Kind.HAZARD}
            findings = [f for f in findings if f.rule not in noted or f.place.migration.path not in texts]
        order = {migration.path: number for number, migration in enumerate(history.migrations)}
        findings.sort(key=lambda f: (order.get(f.place.migration.path, -1), f.place.span, f.rule, f.message))
        return Judged(findings, sum(len(m.problems) for m in history.migrations))


def benches(request: Request) -> list[Bench]:
    """Return the histories of a request, each with the rules in force."""
    settings = request.settings(request.start)
    registry = load_registry(settings.rule_folders, local=request.local_rules)
    rules = resolve(settings, request.select, request.ignore, registry)
    found = histories(request, settings)
    return [
        Bench(
            history,
            rules,
            settings.target if len(found) == 1 else request.settings(history.folder).target,
            settings,
            registry,
            request.ignores,
        )
        for history in found
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
