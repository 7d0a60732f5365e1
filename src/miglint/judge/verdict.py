"""What becomes of findings: shown, silenced by a comment or an exception, or held back; with severity, fix and order.

`check`, `fix`, `why`, `test` and `verify` all ask here. A finding passes these stages, and the first that stops it has
the last word: its rule's `from`, the files that are reported on, comments and exceptions, what was there before a
change, the accepted list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from ..config.settings import Settings
from ..record import Value, replace
from ..rule.finding import Finding, Kind
from ..rule.history import History
from ..rule.in_force import RuleInForce
from ..rule.registry import Registry
from ..syntax.source import Migration
from .accepted import Accepted, hold_accepted
from .aiming import Aim
from .earlier import NEVER_OLD, Earlier, hold_old
from .fingerprint import key_of
from .fixable import with_fixes, without_fixes
from .result import Held, HeldBy, Reported
from .suppress import suppress


class Basis(Value):
    """What findings are judged by."""

    rules: Sequence[RuleInForce]
    """The rules in force; findings of others are dropped."""
    settings: Settings
    """Its exceptions, and the day they are asked on."""
    registry: Registry
    """The rules that a comment may name."""


class VerdictOptions(Value):
    """How findings are judged."""

    everywhere: bool = False
    """Whether findings in all files count, in applied files and base schemas too."""
    ignores: bool = True
    """Whether comments and exceptions silence."""
    fixes: bool = True
    """Whether fixes and remedies are wanted."""
    earlier: Earlier | None = None
    """What there was before the change that the history is narrowed to."""
    accepted: Accepted | None = None
    """The accepted list."""


def verdict(
    found: Iterable[Finding], history: History, basis: Basis, options: VerdictOptions | None = None
) -> list[Reported]:
    """Return what becomes of the findings of a parsed history, in the order of reports, those held back among them.

    Added are findings about the comments that silence. Findings of rules that are not in force are left out.
    """
    return _Judging(history, basis, options or VerdictOptions()).run(found)


def stamp(findings: Iterable[Finding], rules: Sequence[RuleInForce]) -> list[Reported]:
    """Return findings with their rule as it is in force and their fingerprint; those of other rules are left out."""
    in_force = {rule.name: rule for rule in rules}
    return [Reported(f, in_force[f.rule], key_of(f)) for f in findings if f.rule in in_force]


def held_counts(judged: Iterable[Reported], history: History) -> dict[str, int]:
    """Return how much is held back, by the words of the summary: of findings, and of applied files."""
    counts = Counter((each.held.by, each.held.heading) for each in judged if each.held and each.held.heading)
    if applied := sum(1 for m in history.migrations if history.is_target(m) and history.is_applied(m)):
        counts[HeldBy.APPLIED, f"applied migration{'s' * (applied != 1)} (up to {history.applied_until})"] = applied
    order = list(HeldBy)
    return {heading: counts[by, heading] for by, heading in sorted(counts, key=lambda each: order.index(each[0]))}


class _Judging:
    """The findings of one history on their way."""

    def __init__(self, history: History, basis: Basis, options: VerdictOptions) -> None:
        self.history, self.basis, self.options = history, basis, options
        self.aim = Aim(history, basis.rules)

    def run(self, found: Iterable[Finding]) -> list[Reported]:
        placed = [self._placed(each) for each in stamp(found, self.basis.rules)]
        judged = self._with_fixes([each for each in placed if each.held is None])
        if self.options.ignores:
            judged = self._silenced(judged)
        if self.options.earlier is not None and self.history.change is not None:
            judged = hold_old(judged, self.options.earlier, self.history.change.label)
        if self.options.accepted is not None:
            judged = hold_accepted(judged, self.options.accepted)
        return sorted([*judged, *(each for each in placed if each.held)], key=report_order(self.history))

    def _placed(self, stamped: Reported) -> Reported:
        """Return the finding at the place where it is reported, or held back because of its place."""
        finding = stamped.finding
        if self.options.everywhere or finding.rule in NEVER_OLD:
            return stamped
        if begin := self.aim.begin_after(finding):
            text = f'from = "{begin}" in the settings: older migrations are exempt'
            return replace(stamped, held=Held(HeldBy.BEFORE_FROM, text))
        if aimed := self.aim.aimed(finding):
            return stamped if aimed is finding else replace(stamped, finding=aimed)
        if self.history.is_target(finding.place.migration):
            text = f'applied-until = "{self.history.applied_until}": only debt is judged in applied files'
            return replace(stamped, held=Held(HeldBy.APPLIED, text))
        return stamped if self._is_of_deleted_file(stamped) else replace(stamped, held=self._outside())

    def _is_of_deleted_file(self, reported: Reported) -> bool:
        """Return whether it is debt that no statement in a change causes: then one that the change removed did."""
        history = self.history
        return history.change is not None and history.named is None and reported.in_force.rule.kind is Kind.DEBT

    def _outside(self) -> Held:
        if self.history.change is not None:
            heading = f"not new since {self.history.change.label}"
            return Held(HeldBy.OUTSIDE, f"the change, {heading}", heading)
        heading = "in files that were not asked about" if self.history.narrowed else "in the base schema"
        return Held(HeldBy.OUTSIDE, f"its place {heading}", heading)

    def _with_fixes(self, judged: Sequence[Reported]) -> list[Reported]:
        """Return the findings with the fixes that can be made now."""
        findings = [each.finding for each in judged]
        fixed = with_fixes(findings, self.history) if self.options.fixes else without_fixes(findings)
        return [
            each if finding is each.finding else replace(each, finding=finding)
            for each, finding in zip(judged, fixed, strict=True)
        ]

    def _silenced(self, judged: Sequence[Reported]) -> list[Reported]:
        """Return the findings with what silences them, and findings about comments in files that may still change."""
        history, settings = self.history, self.basis.settings
        today = (settings.target.now or datetime.now(UTC)).date().isoformat()
        files = [migration for migration in history.migrations if history.is_target(migration)]
        active = {rule.name for rule in self.basis.rules}
        silenced, faults = suppress(judged, files, settings, self.basis.registry.files.keys() | active, active, today)
        open_faults = (f for f in with_fixes(faults, history) if not history.is_applied(f.place.migration))
        return [*silenced, *stamp(open_faults, self.basis.rules)]


def report_order(history: History) -> Callable[[Reported], tuple[Any, ...]]:
    """Return the key by which reports sort findings: file by file as they are applied, then by place and rule."""
    numbers = {m.path: number for number, m in enumerate((*history.before, *history.migrations))}
    files: dict[Migration, tuple[int, str]] = {}

    def order(reported: Reported) -> tuple[Any, ...]:
        finding = reported.finding
        migration = finding.place.migration
        if migration not in files:
            files[migration] = (numbers.get(migration.path, -1), str(migration.path))
        return (*files[migration], finding.place.span, finding.rule, finding.message)

    return order
