"""The finding data of a routine that fails whenever it runs."""

from __future__ import annotations

from ...catalog import Routine
from ...record import Value
from ...syntax.source import Place


class Broken(Value):
    """A part of a routine that fails whenever it runs: PostgreSQL's message, its place in the body, and the places of
    the statements that removed what it needs."""

    routine: Routine
    sqlstate: str
    message: str
    hint: str
    place: Place
    gone: tuple[Place, ...] = ()
