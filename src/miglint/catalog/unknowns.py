"""What the replay could not decide, and what it took to exist."""

from __future__ import annotations

from ..record import Value
from ..syntax.source import Statement


class Unknown(Value):
    """Something that the replay could not decide. `aspect` is what is open ("policies", "grants", "columns" ...), of
    one object or, with None, of all."""

    aspect: str
    schema: str | None
    name: str | None
    reason: str
    statement: Statement


class Assumption(Value):
    """An object that is used but never created, or only later."""

    kind: str
    object: str
    sqlstate: str
    statement: Statement
    location: int | None = None
    made_later: bool = False
    hint: str = ""
    """What would make it."""
