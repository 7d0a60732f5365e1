"""Routines of a state that are certain to fail when they run, for rules."""

from __future__ import annotations

from ..analysis.bodies.broken_routine import Broken
from .steps import State


def broken_routines(state: State) -> list[Broken]:
    """Return what fails in the routines of a state, in the order of the text; what isn't certain is left out."""
    return state.once(_broken)


def _broken(state: State) -> list[Broken]:
    from ..analysis.bodies.broken import BodyJudge  # a run costs nothing of it until a rule asks

    return list(BodyJudge(state.catalog, state.changes, state.is_asked).broken())


__all__ = ["Broken", "broken_routines"]
