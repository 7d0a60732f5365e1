"""Type names in statements -> types of the catalog (PostgreSQL docs, 8 Data Types)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..catalog import DataType, Table, View
from ..catalog.typenames import SERIALS
from ..source import Node
from ..tree import Name, constant_or, list_name, strings

if TYPE_CHECKING:
    from .context import Context

# pg_catalog's types without row and array types.
BUILTIN = frozenset(
    """bool bytea char name int8 int2 int2vector int4 regproc text oid tid xid cid oidvector json xml pg_node_tree point
    lseg path box polygon line float4 float8 unknown circle money macaddr inet cidr macaddr8 aclitem bpchar varchar date
    time timestamp timestamptz interval timetz bit varbit numeric refcursor regprocedure regoper regoperator regclass
    regcollation regtype regrole regnamespace uuid pg_lsn tsvector gtsvector tsquery regconfig regdictionary jsonb jsonpath
    txid_snapshot pg_snapshot xid8 int4range numrange tsrange tstzrange daterange int8range int4multirange nummultirange
    tsmultirange tstzmultirange datemultirange int8multirange record cstring any anyarray void trigger event_trigger
    language_handler internal anyelement anynonarray anyenum fdw_handler index_am_handler tsm_handler table_am_handler
    anyrange anymultirange anycompatible anycompatiblearray anycompatiblenonarray anycompatiblerange
    anycompatiblemultirange pg_ddl_command""".split()
)

_INTERVAL_FIELDS = {
    4: "year", 2: "month", 8: "day", 1024: "hour", 2048: "minute", 4096: "second", 6: "year to month",
    1032: "day to hour", 3080: "day to minute", 7176: "day to second", 3072: "hour to minute",
    7168: "hour to second", 6144: "minute to second",
}  # fmt: skip


def is_serial(type_name: Node) -> str | None:
    """The integer type behind serial, bigserial ..., None for any other type."""
    names = strings(type_name.get("names"))
    if len(names) == 1 or (len(names) == 2 and names[0] == "pg_catalog"):
        return SERIALS.get(names[-1])
    return None


def resolve_type(context: Context, type_name: Node) -> DataType | None:
    """The type that a TypeName's fields mean here; None where it can't be known (%TYPE of an unknown column).

    A type that was never made is assumed: its schema is the one written, else public.
    """
    names = type_name.get("names") or []
    is_array = bool(type_name.get("arrayBounds"))
    if type_name.get("pct_type"):
        return _column_type(context, strings(names))
    name = list_name(names)
    found = lookup_type(context, name)
    if found is None:
        spelled = Name(name.schema or "public", name.name)
        context.note_assumption("type", ".".join(spelled), "42704", type_name.get("location"))
        found = DataType(name.name, spelled.schema or "public")
    modifiers = _modifiers(found, type_name.get("typmods") or [])
    if found.is_array:
        is_array = True
    return DataType(found.name, found.schema, found.oid, modifiers, is_array)


def lookup_type(context: Context, name: Name) -> DataType | None:
    """The type of this name: pg_catalog first, then the search path; row types of relations count."""
    catalog = context.catalog
    if name.schema in (None, "pg_catalog"):
        if name.name in BUILTIN:
            return DataType(name.name)
        if name.name.startswith("_") and name.name[1:] in BUILTIN:
            return DataType(name.name[1:], is_array=True)
        if name.schema:
            return None
    for schema in (name.schema,) if name.schema else context.session.schemas:
        if found := catalog.type_named(schema, name.name):
            return DataType(name.name, schema, found.oid)
        relation = catalog.named(schema, name.name)
        if isinstance(relation, (Table, View)):
            return DataType(name.name, schema, relation.oid)
    return None


def _column_type(context: Context, parts: list[str]) -> DataType | None:
    """The type of `table.column%TYPE`."""
    if len(parts) < 2:
        return None
    relation = context.find(Name(parts[-3] if len(parts) > 2 else None, parts[-2]))
    if isinstance(relation, (Table, View)) and (column := relation.column(parts[-1])):
        return column.type
    return None


def _modifiers(type: DataType, typmods: list[Node]) -> str:
    if not typmods:
        return ""
    values = []
    for node in typmods:
        if "ColumnRef" in node:
            values.append(strings(node["ColumnRef"]["fields"])[-1])
        else:
            values.append(str(constant_or(node, "")))
    if type.schema == "pg_catalog" and type.name == "interval":
        words = _INTERVAL_FIELDS.get(int(values[0] or 0), "")
        return values[1] if not words and len(values) > 1 else words
    if type.schema == "pg_catalog" and type.name == "numeric" and len(values) == 1:
        values.append("0")
    return ",".join(values)
