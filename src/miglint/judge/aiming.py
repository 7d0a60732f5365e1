"""Where a finding is reported: at its own place, or at a later cause of it in a file that is reported on."""

from __future__ import annotations

from collections.abc import Sequence

from ..record import replace
from ..rule.finding import Finding, Kind
from ..rule.history import History
from ..rule.in_force import RuleInForce
from ..syntax.source import Migration, Place


class Aim:
    """What the findings of the rules in force are aimed by: the files of a history that are reported on."""

    def __init__(self, history: History, rules: Sequence[RuleInForce]) -> None:
        self.history = history
        self.begins = {r.name: r.from_version for r in rules if r.from_version and r.from_version.isdigit()}
        self.judging_applied = {r.name for r in rules if judges_applied(r)}
        self.numbers = {id(migration): number for number, migration in enumerate(history.migrations)}

    def begin_after(self, finding: Finding) -> str | None:
        """Return the rule's `from`, if the finding is in a migration before it."""
        begin, version = self.begins.get(finding.rule), finding.place.migration.version
        return begin if begin and version is not None and int(version) < int(begin) else None

    def aimed(self, finding: Finding) -> Finding | None:
        """Return the finding at a place that is reported on: its own, else the last of its causes that is."""
        applied_too = finding.rule in self.judging_applied
        if self._reports_on(finding.place.migration, applied_too):
            return finding
        inside = [place for place in finding.causes if self._reports_on(place.migration, applied_too)]
        if not inside:
            return None
        latest = max(inside, key=lambda place: (self.numbers.get(id(place.migration), -1), place.span))
        own = next((cause for cause in finding.causes if _alike(cause, finding.place)), finding.place)
        related = (own, *(p for p in finding.related if not _alike(p, latest)))
        return replace(finding, place=latest, related=related)

    def _reports_on(self, migration: Migration, applied_too: bool) -> bool:
        return self.history.is_target(migration) and (applied_too or not self.history.is_applied(migration))


def judges_applied(in_force: RuleInForce) -> bool:
    """Return whether a rule judges applied files as well."""
    return in_force.rule.kind is Kind.DEBT or in_force.rule.judges_applied


def _alike(one: Place, other: Place) -> bool:
    return one.migration is other.migration and one.span == other.span
