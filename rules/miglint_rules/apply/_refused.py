"""The base of the rules that report statements PostgreSQL would refuse: each rule reports one reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from miglint import Finding, Kind, RefusalReason, Rule, Severity, StatementRefused, Step


class RefusalRule(Rule):
    """Base of these rules. A finding has PostgreSQL's message, the place, and the objects that are in the way."""

    kind = Kind.APPLY
    severity = Severity.ERROR
    reason: ClassVar[RefusalReason]
    """Why PostgreSQL refuses the statements that the rule reports."""
    advice: ClassVar[str] = ""
    """What to write instead, where the refusal has no hint of its own."""
    advice_by_sqlstate: ClassVar[dict[str, str]] = {}
    """The same for one SQLSTATE."""

    def check_change(self, change: StatementRefused, step: Step) -> Iterator[Finding]:
        if change.reason == self.reason:
            yield self.finding(
                f"{change.message} ({change.sqlstate}): the migration fails here.",
                change.place(),
                help=change.hint or self.advice_by_sqlstate.get(change.sqlstate, self.advice),
                related=change.related,
                sqlstate=change.sqlstate,
            )
