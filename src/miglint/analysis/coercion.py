"""Implicit conversions between types, and the common type of several (PostgreSQL docs, 10 Type Conversion).

All functions expect types from `plain`, which returns None if the answer would be uncertain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from ..catalog import Catalog, DataType, Relation
from .postgres import facts

_PSEUDO = frozenset(
    """record void trigger event_trigger cstring internal language_handler unknown fdw_handler index_am_handler
    tsm_handler table_am_handler pg_ddl_command int2vector oidvector""".split()  # noqa: SIM905
)
_ELEMENT = frozenset({"anyelement", "anynonarray", "anyenum", "anyarray", "anyrange", "anymultirange"})
_COMPATIBLE = frozenset(
    {"anycompatible", "anycompatiblenonarray", "anycompatiblearray", "anycompatiblerange", "anycompatiblemultirange"}
)
_POLYMORPHIC = _ELEMENT | _COMPATIBLE
_READ_FROM_TEXT = frozenset({"text", "varchar", "bpchar", "name"})


@cache
def _sure() -> frozenset[str]:
    """Return the types of pg_catalog whose conversions are known."""
    return frozenset(name for name in facts.types() if name not in _PSEUDO and not name.startswith("any"))


def plain(type: DataType | None, catalog: Catalog) -> DataType | None:
    """Return the type that operators and functions see, a domain's base for a domain; None if its conversions aren't
    known: those of extensions, of types that are only assumed, of pseudo-types."""
    if type is None:
        return None
    if type.schema == "pg_catalog" and not type.oid:
        return type if type.name in _sure() else None
    row = catalog.type(type.oid)
    if row is None or row.extension:
        return type if row is None and isinstance(catalog.relation(type.oid), Relation) else None
    if row.kind == "domain":
        return None if type.is_array else plain(row.base, catalog)
    return type if row.kind in ("enum", "composite") else None


def is_domain_over_enum(type: DataType, catalog: Catalog) -> bool:
    """Return whether it is a domain over an enum: constants aren't converted to it in comparisons."""
    row = catalog.type(type.oid)
    base = plain(row.base, catalog) if row is not None and row.kind == "domain" else None
    return base is not None and bool(base.oid) and not type.is_array


@cache
def written(text: str) -> DataType:
    """Return a type of a signature: "text[]"."""
    name = text.removesuffix("[]")
    return DataType(name, is_array=name != text)


def same(first: DataType, second: DataType) -> bool:
    """Return whether two types are the same except for modifiers; a renamed type is recognized by its oid."""
    if first is second:
        return True
    if first.oid or second.oid:
        return first.oid == second.oid and first.is_array == second.is_array
    return first.name == second.name and first.is_array == second.is_array


def is_other(first: DataType | None, second: DataType | None, catalog: Catalog) -> bool:
    """Return whether two types of columns certainly differ, whatever their modifiers."""
    if first is None or second is None or plain(first, catalog) is None or plain(second, catalog) is None:
        return False
    return not same(first, second)


def element(type: DataType) -> DataType:
    """Return the type of an array's elements."""
    return DataType(type.name, type.schema, type.oid)


def category(type: DataType, catalog: Catalog) -> str:
    """Return pg_type.typcategory."""
    if type.is_array:
        return "A"
    if not type.oid:
        return facts.types()[type.name].category
    row = catalog.type(type.oid)
    return "E" if row is not None and row.kind == "enum" else "C"


def coerces(given: DataType, wanted: DataType, catalog: Catalog, when: str = "i") -> bool:
    """Return whether a value is implicitly converted to another type: `when` is "i" in expressions, "ia" in
    assignments."""
    if same(given, wanted):
        return True
    if given.is_array and wanted.is_array:
        return coerces(element(given), element(wanted), catalog, when)
    if "a" in when and not wanted.is_array and not wanted.oid and wanted.name in _READ_FROM_TEXT:
        return True  # by way of its text (find_coercion_pathway in parser/parse_coerce.c)
    if given.is_array or wanted.is_array:
        return False
    if given.oid or wanted.oid:
        return category(given, catalog) == "C" and (bool(wanted.oid) or wanted.name == "record")
    return facts.casts().get(f"{given.name}>{wanted.name}", "-")[0] in when


def castable(given: DataType, wanted: DataType, catalog: Catalog) -> bool:
    """Return whether CAST leads from one type to the other; whatever is a string can be read as anything."""
    if coerces(given, wanted, catalog, "iae"):
        return True
    if given.is_array and wanted.is_array:
        return castable(element(given), element(wanted), catalog)
    if "S" in (category(given, catalog), category(wanted, catalog)):
        return True
    return not (given.is_array or wanted.is_array) and "C" in (category(given, catalog), category(wanted, catalog))


def common(types: Sequence[DataType], catalog: Catalog) -> DataType | None:
    """Return the type that all of these become (select_common_type in parser/parse_coerce.c); None if there is none."""
    chosen = types[0]
    for type in types[1:]:
        if same(type, chosen):
            continue
        if category(type, catalog) != category(chosen, catalog):
            return None
        if not preferred(chosen) and coerces(chosen, type, catalog) and not coerces(type, chosen, catalog):
            chosen = type
    return chosen if all(coerces(type, chosen, catalog) for type in types) else None


def preferred(type: DataType) -> bool:
    """Return pg_type.typispreferred."""
    return not type.oid and not type.is_array and facts.types()[type.name].preferred


def fits(given: Iterable[DataType | None], wanted: Iterable[DataType | None], catalog: Catalog) -> bool:
    """Return whether arguments of some types can be given where others are wanted. None (a bare string constant, or a
    type that isn't known) fits everything."""
    elements: list[DataType] = []
    compatible: list[DataType] = []
    for has, wants in zip(given, wanted, strict=False):
        if has is None or wants is None or wants.name == "any":
            continue
        if not wants.oid and wants.name in _POLYMORPHIC:
            part = _polymorphic(has, wants.name, catalog)
            if part is None:
                return False
            if not wants.name.endswith("range"):
                (elements if wants.name in _ELEMENT else compatible).append(part)
        elif not coerces(has, wants, catalog):
            return False
    if any(not same(elements[0], other) for other in elements[1:]):
        return False
    return not compatible or common(compatible, catalog) is not None


def _polymorphic(has: DataType, wants: str, catalog: Catalog) -> DataType | None:
    """Return the type that an argument determines for a polymorphic type; None if it doesn't fit."""
    if wants.endswith("array") and wants != "anynonarray" and wants != "anycompatiblenonarray":
        return element(has) if has.is_array else None
    if wants.endswith("nonarray"):
        return None if has.is_array else has
    if wants.endswith("range"):
        return has if category(has, catalog) == "R" else None
    if wants == "anyenum":
        return has if category(has, catalog) == "E" else None
    return has
