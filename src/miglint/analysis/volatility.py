"""Parts of an expression that may change for the same row (contain_mutable_functions in util/clauses.c)."""

from __future__ import annotations

from ..catalog import Catalog, DataType, Routine
from ..syntax.tree import Name
from .analysis import Analysis
from .coercion import plain, preferred, same, written
from .overloads import functions_for, operators_for, takes
from .postgres import facts
from .postgres.facts import Signature

Types = list[DataType | None]


def mutable_part(analysis: Analysis) -> tuple[str, int | None] | None:
    """Return the first part that isn't certainly immutable, as text, with its place; None if there is none."""
    catalog = analysis.catalog
    for value in analysis.session_values:
        return value["op"].removeprefix("SVFOP_"), value.get("location")
    for call in analysis.calls:
        if _call_is_mutable(call.name, call.types, analysis):
            return f"{call.name.name}()", call.node.get("location")
    for use in analysis.operations:
        if use.right is not None and _operator_is_mutable(use.operator, use.left, use.right, catalog):
            return use.operator, use.node.get("location")
    for cast in analysis.casts:
        given = cast.given
        if given is not None and given.name != "unknown" and _cast_is_mutable(given, cast.target, catalog):
            return f"the cast to {catalog.format_type(cast.target)}", cast.node.get("location")
    return None


def _operator_is_mutable(name: str, left: DataType | None, right: DataType, catalog: Catalog) -> bool:
    found = operators_for(name, left, right, catalog)
    if name != "||" or not found or any("anynonarray" not in s.types for s in found):
        return _all_mutable(found, [left, right], catalog)
    # || with a value that isn't text is an SQL function: it casts the value to text and joins both.
    seen = [plain(type, catalog) for type in (left, right)]
    return any(type is not None and _is_written_mutably(type) for type in seen)


def _call_is_mutable(name: Name, types: Types, analysis: Analysis) -> bool:
    catalog = analysis.catalog
    schemas = (name.schema,) if name.schema else analysis.path
    routines = [r for schema in schemas for r in catalog.routines_named(schema, name.name)]
    if name.schema in (None, "pg_catalog") and facts.is_function(name.name):
        return not routines and _all_mutable(functions_for(name.name, types, catalog), types, catalog)
    fitting = [r for r in routines if takes(r, types, catalog)]
    return len(fitting) == 1 and _is_mutable(fitting[0])


def _is_mutable(routine: Routine) -> bool:
    """Return whether a routine counts as what it is declared to be: the body of a plain SQL function may take its
    place."""
    stays = routine.language != "sql" or routine.security_definer or bool(routine.config)
    return stays and routine.kind == "function" and routine.volatility != "immutable"


def _all_mutable(found: list[Signature] | None, types: Types, catalog: Catalog) -> bool:
    """Return whether nothing immutable is among the overloads that fit best."""
    if not found or all(s.volatility == "i" for s in found):
        return False
    return all(s.volatility != "i" for s in _best(found, types, catalog))


def _best(found: list[Signature], types: Types, catalog: Catalog) -> list[Signature]:
    """Return the overloads with the most exact matches, of those the ones with the most preferred types.

    See PostgreSQL docs, 10.3.
    """
    seen = [plain(type, catalog) for type in types]
    for also_preferred in (False, True):
        scores = [_score(signature, seen, also_preferred) for signature in found]
        found = [s for s, score in zip(found, scores, strict=True) if score == max(scores)]
    return found


def _score(signature: Signature, seen: Types, also_preferred: bool) -> int:
    pairs = [(has, written(text)) for has, text in zip(seen, signature.types, strict=False) if has is not None and text]
    return sum(same(has, wants) or (also_preferred and preferred(wants)) for has, wants in pairs)


def _cast_is_mutable(given: DataType, target: DataType, catalog: Catalog) -> bool:
    """Casts by a function are as volatile as that; those by way of the text as its reading and writing."""
    has, wants = plain(given, catalog), plain(target, catalog)
    if has is None or wants is None or has.is_array or wants.is_array or same(has, wants):
        return False
    if cast := None if has.oid or wants.oid else facts.casts().get(f"{has.name}>{wants.name}"):
        return cast[1] != "i"
    return _is_written_mutably(has) or wants.oid > 0 or facts.types()[wants.name].input != "i"


def _is_written_mutably(type: DataType) -> bool:
    """Return whether a value may read otherwise on another day: enums do, whose labels can be renamed, and dates."""
    return type.oid > 0 or type.is_array or facts.types()[type.name].output != "i"
