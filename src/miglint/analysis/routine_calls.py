"""The overload that a call resolves to, and its result (PostgreSQL docs, 10.3 Functions)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from ..catalog import Catalog, DataType, Routine
from ..syntax.source import Node
from ..syntax.tree import Name
from .function_types import array, element

_POLYMORPHIC = frozenset({"anyelement", "anynonarray", "anyenum", "anycompatible", "anycompatiblenonarray"})
_POLYMORPHIC_ARRAYS = frozenset({"anyarray", "anycompatiblearray"})


class Inputs(NamedTuple):
    """The arguments that a routine is called with: their names and types, how many must be given, and whether the last
    takes all that follow."""

    names: list[str | None]
    types: list[DataType | None]
    required: int
    variadic: bool

    def may_be(self, count: int) -> bool:
        """Return whether a call may have so many."""
        return self.required - 1 <= count if self.variadic else self.required <= count <= len(self.types)


@lru_cache(maxsize=1024)
def inputs_of(routine: Routine) -> Inputs:
    """Return the input arguments of a routine, as calls pass them."""
    inputs = [a for a in routine.arguments if a.is_input]
    required = len([a for a in inputs if not a.has_default])
    variadic = bool(inputs) and inputs[-1].mode == "VARIADIC"
    return Inputs([a.name for a in inputs], [a.type for a in inputs], required, variadic)


def routine_of(
    name: Name, arguments: list[Node], types: list[DataType | None], catalog: Catalog, path: tuple[str, ...]
) -> Routine | None:
    """Return the routine of the catalog that a call means; None if there is none, or the overloads leave it open."""
    for schema in (name.schema,) if name.schema else path:
        if routines := catalog.routines_named(schema, name.name):
            names = [n["NamedArgExpr"]["name"] for n in arguments if "NamedArgExpr" in n]
            return choose(routines, types, names)
    return None


def choose(routines: list[Routine], types: list[DataType | None], names: list[str]) -> Routine | None:
    """Return the one overload that fits a call with arguments of these types, `names` being those given by name; None
    if several fit."""
    fitting = [r for r in routines if _takes(r, len(types), names)]
    if len(fitting) > 1:
        exact = [r for r in fitting if all(map(_may_be, types, inputs_of(r).types))]
        fitting = exact or fitting
    if len(fitting) > 1:
        short = [r for r in fitting if len(inputs_of(r).types) == len(types)]
        fitting = short or fitting
    return fitting[0] if len(fitting) == 1 else None


def _takes(routine: Routine, count: int, names: list[str]) -> bool:
    """Return whether a routine can be called with so many arguments."""
    inputs = inputs_of(routine)
    return inputs.may_be(count) and (not names or set(names) <= set(inputs.names))


def _may_be(given: DataType | None, wanted: DataType | None) -> bool:
    if given is None or wanted is None or given.name == "unknown":
        return True
    return (given.schema, given.name, given.is_array) == (wanted.schema, wanted.name, wanted.is_array)


def returned(routine: Routine, types: list[DataType | None]) -> DataType | None:
    """Return the result type of a call; a polymorphic result follows its arguments."""
    found = routine.returns
    if found is None or found.schema != "pg_catalog":
        return found
    if found.name in _POLYMORPHIC or found.name in _POLYMORPHIC_ARRAYS:
        wants_array = found.is_array or found.name in _POLYMORPHIC_ARRAYS
        for given, wanted in zip(types, inputs_of(routine).types, strict=False):
            if given is None or wanted is None or given.name == "unknown":
                continue
            if wanted.name in _POLYMORPHIC:
                return array(given) if wants_array else given
            if wanted.name in _POLYMORPHIC_ARRAYS:
                return given if wants_array else element(given)
        return None
    return found


def columns_returned(routine: Routine) -> list[tuple[str | None, DataType | None]] | None:
    """Return the columns that a routine's OUT arguments or RETURNS TABLE name; None if it has none."""
    outputs = [a for a in routine.arguments if a.mode in ("OUT", "INOUT", "TABLE")]
    return [(a.name, a.type) for a in outputs] or None
