"""Which overload a call means, and what it gives (PostgreSQL docs, 10.3 Functions)."""

from __future__ import annotations

from ..catalog import DataType, Routine
from .functions import array, element

_POLYMORPHIC = frozenset({"anyelement", "anynonarray", "anyenum", "anycompatible", "anycompatiblenonarray"})
_POLYMORPHIC_ARRAYS = frozenset({"anyarray", "anycompatiblearray"})


def choose(routines: list[Routine], types: list[DataType | None], names: list[str]) -> Routine | None:
    """The one overload that fits a call with arguments of these types, `names` being those given by name; None where
    several fit."""
    fitting = [r for r in routines if _takes(r, len(types), names)]
    if len(fitting) > 1:
        exact = [r for r in fitting if all(map(_may_be, types, r.input_types))]
        fitting = exact or fitting
    if len(fitting) > 1:
        short = [r for r in fitting if len(r.input_types) == len(types)]
        fitting = short or fitting
    return fitting[0] if len(fitting) == 1 else None


def _takes(routine: Routine, count: int, names: list[str]) -> bool:
    """Whether a routine can be called with so many arguments."""
    inputs = [a for a in routine.arguments if a.is_input]
    if names and not set(names) <= {a.name for a in inputs}:
        return False
    if inputs and inputs[-1].mode == "VARIADIC":
        return count >= len([a for a in inputs if not a.has_default]) - 1
    return len([a for a in inputs if not a.has_default]) <= count <= len(inputs)


def _may_be(given: DataType | None, wanted: DataType | None) -> bool:
    if given is None or wanted is None or given.name == "unknown":
        return True
    return (given.schema, given.name, given.is_array) == (wanted.schema, wanted.name, wanted.is_array)


def returned(routine: Routine, types: list[DataType | None]) -> DataType | None:
    """What a call gives; a polymorphic result follows its arguments."""
    found = routine.returns
    if found is None or found.schema != "pg_catalog":
        return found
    if found.name in _POLYMORPHIC or found.name in _POLYMORPHIC_ARRAYS:
        wants_array = found.is_array or found.name in _POLYMORPHIC_ARRAYS
        for given, wanted in zip(types, routine.input_types, strict=False):
            if given is None or wanted is None or given.name == "unknown":
                continue
            if wanted.name in _POLYMORPHIC:
                return array(given) if wants_array else given
            if wanted.name in _POLYMORPHIC_ARRAYS:
                return given if wants_array else element(given)
        return None
    return found


def columns_returned(routine: Routine) -> list[tuple[str | None, DataType | None]] | None:
    """The columns that a routine's OUT arguments or RETURNS TABLE name; None where it has none."""
    outputs = [a for a in routine.arguments if a.mode in ("OUT", "INOUT", "TABLE")]
    return [(a.name, a.type) for a in outputs] or None
