"""What routines do when they run: PostgreSQL reads most bodies only then, long after the migration that broke them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..catalog import Routine
from ..record import Value
from ..source import Place

if TYPE_CHECKING:
    from ..step import State


class Broken(Value):
    """Something in a routine that surely fails when it runs: PostgreSQL's words, where the body says it, and the places
    of what took it away."""

    routine: Routine
    sqlstate: str
    message: str
    hint: str
    place: Place
    gone: tuple[Place, ...] = ()


def broken_routines(state: State) -> list[Broken]:
    """What fails in the routines of a state, routine by routine in the order of the text; the unsure is left out."""
    if "broken routines" not in state.memo:
        from .judge import Judge

        state.memo["broken routines"] = list(Judge(state).broken())
    found: list[Broken] = state.memo["broken routines"]
    return found
