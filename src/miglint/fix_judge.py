"""Histories on the bench: judged whole, again and again, with other texts in the place of files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from .check import check
from .config.resolve import resolve
from .config.settings import Settings
from .finding import Kind, Severity
from .fix import Judged
from .history import History
from .parse import frozen_collector, parse
from .read import migration_from_bytes
from .record import replace
from .registry import Registry, load_registry
from .remedy import with_fixes
from .result import RuleInForce
from .run import Request, histories, stamp
from .selection import by_bytes
from .source import Migration
from .step import Target
from .suppress import suppress


@dataclass
class Bench:
    """One history with everything that it is judged by. `asked` is the history as the request narrows it."""

    asked: History
    rules: Sequence[RuleInForce]
    target: Target
    settings: Settings
    registry: Registry
    ignores: bool = True

    def judge(self, texts: Mapping[Path, str]) -> Judged:
        """What all rules find in the whole history where these texts are the files'; accepted findings among it."""
        history = with_texts(self.asked, texts)
        checked = check(history, self.rules, self.target)
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
        # What is only noted of a new file while it runs is for its reader to weigh.
        new = texts.keys() - {migration.path for migration in self.asked.migrations}
        if new:
            noted = {r.name for r in self.rules if r.severity is Severity.NOTE and r.rule.kind is Kind.HAZARD}
            findings = [f for f in findings if f.rule not in noted or f.place.migration.path not in new]
        order = {migration.path: number for number, migration in enumerate(history.migrations)}
        findings.sort(key=lambda f: (order.get(f.place.migration.path, -1), f.place.span, f.rule, f.message))
        return Judged(findings, sum(len(m.problems) for m in history.migrations))


def benches(request: Request) -> list[Bench]:
    """The histories that a request means, each with the rules in force."""
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


def with_texts(history: History, texts: Mapping[Path, str]) -> History:
    """A history, not narrowed, in which files have other texts; files that it doesn't have come in at their place."""
    migrations = [_parsed(m.path, texts[m.path]) if m.path in texts else m for m in history.migrations]
    known = {migration.path for migration in migrations}
    for path in texts:
        if path not in known:
            at = sum(1 for m in migrations if by_bytes(m.name) < by_bytes(path.name))
            migrations.insert(at, _parsed(path, texts[path]))
    return replace(history, migrations=migrations, targets=None, named=None, change=None)


def _parsed(path: Path, text: str) -> Migration:
    migration = migration_from_bytes(path, text.encode("utf-8", "surrogatepass"))
    with frozen_collector():
        parse(migration)
    return migration
