"""What stops a statement: PostgreSQL would refuse it."""

from __future__ import annotations

from ...catalog.changes import RefusalReason
from ...syntax.source import Place, Statement

_REASONS: dict[str, RefusalReason] = {
    "3F000": "missing",
    "42P01": "missing",
    "42703": "missing",
    "42704": "missing",
    "42883": "missing",
    "42P06": "duplicate",
    "42P07": "duplicate",
    "42701": "duplicate",
    "42710": "duplicate",
    "42723": "duplicate",
    "2BP01": "dependent",
    "22001": "type mismatch",
    "22003": "type mismatch",
    "22007": "type mismatch",
    "22008": "type mismatch",
    "22P02": "type mismatch",
    "42804": "type mismatch",
    "42846": "type mismatch",
    "42830": "foreign key",
    "42P13": "signature",
    "55P04": "uncommitted value",
    "25001": "transaction",
}
"""The reason of each SQLSTATE that has one alone (PostgreSQL docs, Appendix A. PostgreSQL Error Codes)."""


class Refused(Exception):  # noqa: N818 - the statement is refused, not miglint
    """PostgreSQL would refuse the statement."""

    def __init__(
        self,
        sqlstate: str,
        message: str,
        location: int | None = None,
        oid: int = 0,
        *,
        others: tuple[int, ...] = (),
        related: tuple[Place, ...] = (),
        hint: str = "",
        subject: str = "",
        names: tuple[str, ...] = (),
        reason: RefusalReason | None = None,
    ) -> None:
        super().__init__(message)
        self.sqlstate = sqlstate
        self.message = message
        self.location = location
        self.oid = oid
        """The object concerned, if there is one."""
        self.others = others
        """The objects that are in conflict with it."""
        self.related = related
        """More places, with messages."""
        self.hint = hint
        """The name that was probably intended."""
        self.subject = subject
        """The name that the finding points at if there is no location."""
        self.names = names
        """The names that the message mentions, in its order."""
        self.reason: RefusalReason = reason or _REASONS.get(sqlstate, "other")
        """Passed only if the SQLSTATE has several reasons."""
        self.statement: Statement | None = None
        """The refused statement inside a block or routine, if it isn't the one being applied."""
