"""Whether an operator or function exists for arguments of these types (PostgreSQL docs, 10.2 and 10.3)."""

from __future__ import annotations

from ..catalog import Catalog, DataType, Routine
from ..syntax.tree import Name
from .coercion import element, fits, plain, written
from .postgres import facts
from .postgres.facts import Signature
from .routine_calls import inputs_of
from .scope import UNKNOWN

Types = list[DataType | None]

COMPARISONS = frozenset({"=", "<>", "<", ">", "<=", ">="})

_found: dict[tuple[str, str, str], list[Signature] | None] = {}
"""The operators for pg_catalog's types, which are always the same."""


def operators_for(name: str, left: DataType | None, right: DataType, catalog: Catalog) -> list[Signature] | None:
    """Return the operators of pg_catalog that may apply; None if that is uncertain. A prefix operator has no `left`."""
    if right.oid or right.is_array or (left is not None and (left.oid or left.is_array)):
        return _operators_for(name, left, right, catalog)
    key = (name, left.name if left is not None else "", right.name)
    if key not in _found:
        _found[key] = _operators_for(name, left, right, catalog)
    return _found[key]


def _operators_for(name: str, left: DataType | None, right: DataType, catalog: Catalog) -> list[Signature] | None:
    found = facts.operators(name)
    seen = [plain(type, catalog) for type in (left, right)]
    if not found or any(
        was not in (None, UNKNOWN) and now is None for was, now in zip((left, right), seen, strict=True)
    ):
        return None
    return [s for s in found if (s.types[0] == "") == (left is None) and _takes(s.types, seen, catalog)]


def has_operator(name: str, left: DataType | None, right: DataType, catalog: Catalog) -> bool:
    """Return False if PostgreSQL certainly has no operator for these types."""
    if name in COMPARISONS and (right.name == "unknown" or (left is not None and left.name == "unknown")):
        return True
    return operators_for(name, left, right, catalog) != []


def functions_for(name: str, types: Types, catalog: Catalog) -> list[Signature] | None:
    """Return the functions of pg_catalog that may be called; None if that is uncertain."""
    found = facts.functions(name)
    if not found:
        return None
    seen = [None if type is UNKNOWN else plain(type, catalog) for type in types]
    return [s for s in found if (wanted := _for_count(s, len(types))) is not None and _takes(wanted, seen, catalog)]


def has_function(name: Name, types: Types, catalog: Catalog, path: tuple[str, ...]) -> bool:
    """Return False if all functions of a name are known, and none takes arguments of these types."""
    builtin = name.schema in (None, "pg_catalog")
    key = _spelled(name.name, types) if builtin else ""
    if key in _called:
        return True
    found = functions_for(name.name, types, catalog) if builtin else None
    if found:
        if key:
            _called.add(key)
        return True
    routines = [r for s in ((name.schema,) if name.schema else path) for r in catalog.routines_named(s, name.name)]
    if any(takes(r, types, catalog) for r in routines):
        return True
    return found is None and (not routines or (builtin and facts.is_function(name.name)))


def _spelled(name: str, types: Types) -> str:
    """Return a call as text; "" if it has types that other histories may lack."""
    for type in types:
        if type is None:
            name += ",?"
        elif type.oid:
            return ""
        else:
            name += f",{type.name}[]" if type.is_array else f",{type.name}"
    return name


_called: set[str] = set()
"""Calls of pg_catalog's functions that are right, with the types of their arguments."""


def _takes(wanted: tuple[str, ...], seen: Types, catalog: Catalog) -> bool:
    return fits(seen, [written(text) if text else None for text in wanted], catalog)


def _for_count(signature: Signature, count: int) -> tuple[str, ...] | None:
    """Return the types that a signature wants of so many arguments; None if it doesn't take as many."""
    types = signature.types
    if signature.variadic and count >= len(types) - signature.defaults:
        last = types[-1].removesuffix("[]")
        return (*types[:-1], *[last] * (count - len(types) + 1))
    if len(types) - signature.defaults <= count <= len(types):
        return types[:count]
    return None


def takes(routine: Routine, types: Types, catalog: Catalog) -> bool:
    """Return whether a routine may be called with arguments of these types, given by position."""
    inputs = inputs_of(routine)
    if not inputs.may_be(len(types)):
        return False
    wanted = inputs.types
    if inputs.variadic:
        *wanted, last = wanted
        wanted += [element(last) if last is not None and last.is_array else None] * (len(types) - len(wanted))
    seen = [None if type is UNKNOWN else plain(type, catalog) for type in types]
    return fits(seen, [_wanted(type, catalog) for type in wanted], catalog)


def _wanted(type: DataType | None, catalog: Catalog) -> DataType | None:
    """Return a routine's argument type as far as it is sure."""
    if type is not None and not type.oid and type.schema == "pg_catalog" and type.name.startswith("any"):
        return type
    return plain(type, catalog)


def has_operator_class(method: str, type: DataType, catalog: Catalog) -> bool:
    """Return False if an access method of PostgreSQL's own has no class for a type that needs not be named."""
    simple = not type.oid and not type.is_array
    if simple and (method, type.name) in _indexed:
        return True
    classes = facts.operator_classes().get(method)
    seen = plain(type, catalog)
    if classes is None or seen is None or any(fits([seen], [written(name)], catalog) for name in classes):
        if simple:
            _indexed.add((method, type.name))
        return True
    return False


_indexed: set[tuple[str, str]] = set()
"""Access methods with types of pg_catalog that they have a class for."""
