"""Texts and oids as regclass, regtype, regproc, regprocedure and regnamespace, and the way they print."""

from __future__ import annotations

from typing import Any

from ...catalog import DataType, Relation, Routine
from ...syntax.parser import parse_statements
from ...syntax.quoting import quote_identifier, quote_name
from ...syntax.tree import Name, list_name
from ..lookup.named_types import lookup_type, shown_type
from ..lookup.routine_lookup import find_routine, visible_routines
from ..state.context import Context
from .known_values import UNKNOWN, Reg, known
from .name_scope import expression_tree

SYSTEM = {
    "pg_type": 1247, "pg_attribute": 1249, "pg_proc": 1255, "pg_class": 1259, "pg_attrdef": 2604, "pg_constraint": 2606,
    "pg_namespace": 2615, "pg_rewrite": 2618, "pg_trigger": 2620, "pg_extension": 3079, "pg_policy": 3256,
}  # fmt: skip
"""The oids of system catalogs, which classid in pg_depend and others names (PostgreSQL, catalog/pg_*.h)."""


def parsed_name(text: str) -> Name | None:
    """Return the name in a text such as public."Contact Notes"; None for anything else."""
    match expression_tree(text):
        case {"ColumnRef": {"fields": parts}} if all("String" in part for part in parts):
            return list_name(parts)
    return None


def _type_name(text: str) -> Name | None:
    """Return the name in the text of a type, `int` as int4; None for an array, and for anything else."""
    match expression_tree(f"NULL::{text}"):
        case {"TypeCast": {"typeName": {"names": names, **more}}} if "arrayBounds" not in more:
            return list_name(names)
    return None


_ASPECTS = {"regnamespace": "schemas", "regtype": "types", "regproc": "routines", "regprocedure": "routines"}
"""The aspect of the catalog that decides about such a name; for regclass "existence"."""


def registered(context: Context, value: Any, type: str, missing_ok: bool = False) -> Any:
    """Return a text or an oid as regclass, regtype, regproc, regprocedure, regnamespace or regrole; None (with
    missing_ok) or UNKNOWN if there is no such object."""
    if value is None or isinstance(value, Reg) or not known(value):
        return value if value is None or isinstance(value, Reg) else UNKNOWN
    if isinstance(value, int):
        return _by_oid(context, value, type)
    absent = None if missing_ok and context.catalog.knows(_ASPECTS.get(type, "existence")) else UNKNOWN
    if not isinstance(value, str):
        return UNKNOWN
    match type:
        case "regclass":
            name = parsed_name(value)
            relation = context.find(name) if name else None
            if relation:
                return Reg(relation.oid, _visible(context, relation))
            if name and name.schema in (None, "pg_catalog") and name.name in SYSTEM:
                return Reg(SYSTEM[name.name], name.name)
            if name and name.schema in ("pg_catalog", "information_schema"):
                return UNKNOWN
            return absent
        case "regnamespace":
            name = parsed_name(value)
            schema = context.catalog.schema(name.name) if name and name.schema is None else None
            return Reg(schema.oid, quote_identifier(schema.name)) if schema else absent
        case "regtype":
            name = _type_name(value)
            found = lookup_type(context, name) if name else None
            if found is None:
                return absent if name else UNKNOWN
            return Reg(found.oid, shown_type(context, found)) if found.oid else UNKNOWN
        case "regproc" | "regprocedure":
            return _routine(context, value, type, absent)
    return UNKNOWN


def _routine(context: Context, text: str, type: str, absent: Any) -> Any:
    """Return a routine by its name or signature."""
    if "(" not in text:
        name = parsed_name(text)
        found = visible_routines(context, name) if name else []
        if len(found) == 1:
            return Reg(found[0].oid, _routine_text(context, found[0], type))
        return UNKNOWN if found else absent
    try:
        ((_, drop),) = parse_statements("DROP FUNCTION " + text)
        routine = find_routine(context, drop["objects"][0]["ObjectWithArgs"])
    except (ValueError, KeyError, IndexError):
        return UNKNOWN
    return Reg(routine.oid, _routine_text(context, routine, type)) if routine else absent


def _routine_text(context: Context, routine: Routine, type: str) -> str:
    """Return a routine as regprocedure or regproc prints it; the bare name only if it identifies the routine."""
    if type == "regprocedure":
        return _signature(context, routine)
    alike = visible_routines(context, Name(None, routine.name))
    is_only = len(alike) == 1 and alike[0].oid == routine.oid
    return quote_name(None if is_only else routine.schema, routine.name)


def _signature(context: Context, routine: Routine) -> str:
    types = ",".join(shown_type(context, t) for t in routine.input_types)
    visible = any(r.oid == routine.oid for r in visible_routines(context, Name(None, routine.name)))
    return f"{quote_name(None if visible else routine.schema, routine.name)}({types})"


def _visible(context: Context, relation: Relation) -> str:
    """Return a relation's name as regclass prints it: with its schema only where the search path does not find it."""
    bare = context.find(Name(None, relation.name))
    return quote_name(None if bare is not None and bare.oid == relation.oid else relation.schema, relation.name)


def _by_oid(context: Context, oid: int, type: str) -> Any:
    catalog = context.catalog
    match type:
        case "regclass" if relation := catalog.relation(oid):
            return Reg(oid, _visible(context, relation))
        case "regproc" | "regprocedure" if routine := catalog.routine(oid):
            return Reg(oid, _routine_text(context, routine, type))
        case "regtype" if found := catalog.type(oid):
            return Reg(oid, shown_type(context, DataType(found.name, found.schema, found.oid)))
        case "regnamespace":
            for schema in catalog.schemas:
                if schema.oid == oid:
                    return Reg(oid, quote_identifier(schema.name))
    return UNKNOWN
