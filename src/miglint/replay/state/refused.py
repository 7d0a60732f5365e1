"""What stops a statement: PostgreSQL would refuse it."""

from __future__ import annotations

from ...syntax.source import Place, Statement


class Refused(Exception):  # noqa: N818 - said of the statement, not of miglint
    """PostgreSQL would refuse the statement. `oid` is the object concerned, where there is one; `others` stand in the
    way; `related` are places that tell more; `hint` says what may have been meant; `subject` is the name that the
    finding points at where there is no location."""

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
    ) -> None:
        super().__init__(message)
        self.sqlstate = sqlstate
        self.message = message
        self.location = location
        self.oid = oid
        self.others = others
        self.related = related
        self.hint = hint
        self.subject = subject
        self.statement: Statement | None = None
        """The statement inside a block or routine that it is said of, where it is not the one being applied."""
