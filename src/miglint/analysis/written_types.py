"""Type names in statements -> types of the catalog (PostgreSQL docs, 8 Data Types)."""

from __future__ import annotations

from ..catalog import Catalog, DataType, Table, View
from ..syntax.source import Node
from ..syntax.tree import Name, constant_or, list_name, strings

# pg_catalog's types without row and array types.
BUILTIN = frozenset(
    """bool bytea char name int8 int2 int2vector int4 regproc text oid tid xid cid oidvector json xml pg_node_tree point
    lseg path box polygon line float4 float8 unknown circle money macaddr inet cidr macaddr8 aclitem bpchar varchar date
    time timestamp timestamptz interval timetz bit varbit numeric refcursor regprocedure regoper regoperator regclass
    regcollation regtype regrole regnamespace uuid pg_lsn tsvector gtsvector tsquery regconfig regdictionary jsonb
    jsonpath txid_snapshot pg_snapshot xid8 int4range numrange tsrange tstzrange daterange int8range int4multirange
    nummultirange
    tsmultirange tstzmultirange datemultirange int8multirange record cstring any anyarray void trigger event_trigger
    language_handler internal anyelement anynonarray anyenum fdw_handler index_am_handler tsm_handler table_am_handler
    anyrange anymultirange anycompatible anycompatiblearray anycompatiblenonarray anycompatiblerange
    anycompatiblemultirange pg_ddl_command
    pg_ndistinct pg_dependencies pg_mcv_list pg_brin_bloom_summary pg_brin_minmax_multi_summary""".split()  # noqa: SIM905
)

_TYPES = {name: DataType(name) for name in BUILTIN}

_INTERVAL_FIELDS = {
    "4": "year", "2": "month", "8": "day", "1024": "hour", "2048": "minute", "4096": "second", "6": "year to month",
    "1032": "day to hour", "3080": "day to minute", "7176": "day to second", "3072": "hour to minute",
    "7168": "hour to second", "6144": "minute to second",
}  # fmt: skip

Path = tuple[str, ...]
TEMPORARY = "pg_temp"
"""The schema of temporary tables and their row types, which bare names of relations and types mean first."""


def bare_builtin(type_name: Node) -> DataType | None:
    """Return the type of a TypeName's fields if it is a plain type of pg_catalog, as most are."""
    names = type_name.get("names")
    if not names or "typmods" in type_name or "arrayBounds" in type_name or "pct_type" in type_name:
        return None
    if len(names) > 1 and (len(names) > 2 or names[0]["String"]["sval"] != "pg_catalog"):
        return None
    return _TYPES.get(names[-1]["String"]["sval"])


def written_type(type_name: Node, catalog: Catalog, path: Path) -> DataType | None:
    """Return the type that a TypeName's fields mean along a search path; None if it is not in the catalog."""
    if bare := bare_builtin(type_name):
        return bare
    names = type_name.get("names") or []
    if type_name.get("pct_type"):
        return column_type(strings(names), catalog, path)
    found = named_type(list_name(names), catalog, path)
    if found is None:
        return None
    return with_modifiers(found, type_name)


def with_modifiers(found: DataType, type_name: Node) -> DataType:
    """Return a type with what the TypeName adds to its name: modifiers, and brackets."""
    is_array = found.is_array or "arrayBounds" in type_name
    typmods = type_name.get("typmods")
    if not typmods:
        return found if is_array == found.is_array else DataType(found.name, found.schema, found.oid, "", is_array)
    return DataType(found.name, found.schema, found.oid, _modifiers(found, typmods), is_array)


def named_type(name: Name, catalog: Catalog, path: Path) -> DataType | None:
    """Return the type of this name: pg_catalog first, then the temporary schema and the search path; row types of
    relations count (recomputeNamespacePath in catalog/namespace.c puts the temporary schema before the path)."""
    if name.schema is None or name.schema == "pg_catalog":
        if found := _TYPES.get(name.name):
            return found
        if name.name.startswith("_") and name.name[1:] in BUILTIN:
            return DataType(name.name[1:], is_array=True)
        if name.schema:
            return None
    for schema in (name.schema,) if name.schema else (TEMPORARY, *path):
        if made := catalog.type_named(schema, name.name):
            return DataType(name.name, schema, made.oid)
        relation = catalog.named(schema, name.name)
        if isinstance(relation, (Table, View)):
            return DataType(name.name, schema, relation.oid)
    return None


def column_type(parts: list[str], catalog: Catalog, path: Path) -> DataType | None:
    """Return the type of `table.column%TYPE`."""
    if len(parts) < 2:
        return None
    for schema in (parts[-3],) if len(parts) > 2 else (TEMPORARY, *path):
        relation = catalog.named(schema, parts[-2])
        if relation is not None:
            column = relation.column(parts[-1]) if isinstance(relation, (Table, View)) else None
            return column.type if column else None
    return None


def _modifiers(type: DataType, typmods: list[Node]) -> str:
    """Return the part in parentheses after a type's name, as format_type prints it."""
    values = []
    for node in typmods:
        if "ColumnRef" in node:
            values.append(strings(node["ColumnRef"]["fields"])[-1])
        else:
            values.append(str(constant_or(node, "")))
    if type.schema == "pg_catalog" and type.name == "interval":
        words = _INTERVAL_FIELDS.get(values[0], "")
        if len(values) < 2:
            return words
        return f"{words}({values[1]})" if words else values[1]
    if type.schema == "pg_catalog" and type.name == "numeric" and len(values) == 1:
        values.append("0")
    return ",".join(values)
