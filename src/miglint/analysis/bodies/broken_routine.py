"""What is said of a routine that surely fails when it runs."""

from __future__ import annotations

from ...catalog import Routine
from ...record import Value
from ...syntax.source import Place


class Broken(Value):
    """Something in a routine that surely fails when it runs: PostgreSQL's words, where the body says it, and the places
    of what took it away."""

    routine: Routine
    sqlstate: str
    message: str
    hint: str
    place: Place
    gone: tuple[Place, ...] = ()
