"""FOREIGN KEY: which columns, which key they rest on, and whether the types can be compared (commands/tablecmds.c)."""

from __future__ import annotations

from ....analysis.coercion import coerces, plain, same
from ....catalog import Catalog, Constraint, DataType, Index, Table
from ....catalog.table_parts import KeyAction, KeyMatch
from ....record import replace
from ....syntax.source import Node
from ....syntax.tree import clip, strings
from ...checks.assumptions import relation_of
from ...checks.type_errors import is_certain
from ...state.context import Context
from ..common.generated_names import constraint_name, join_columns, make_object_name
from .column_definitions import known_column
from .constraints import fresh, put_constraint, refuse_duplicate, same_keys

ACTIONS: dict[str, KeyAction] = {"a": "NO ACTION", "r": "RESTRICT", "c": "CASCADE", "n": "SET NULL", "d": "SET DEFAULT"}
MATCH: dict[str, KeyMatch] = {"s": "SIMPLE", "f": "FULL", "p": "PARTIAL"}

# Types that an index of one compares with the other (pg_amop); a foreign key needs that.
_FAMILIES = {
    "int2": "integer", "int4": "integer", "int8": "integer", "float4": "float", "float8": "float",
    "text": "text", "varchar": "text", "name": "text",
    "date": "datetime", "timestamp": "datetime", "timestamptz": "datetime",
}  # fmt: skip


def add_foreign_key(context: Context, table: Table, node: Node, column: str | None = None) -> Constraint | None:
    """Add a FOREIGN KEY of CREATE TABLE or ALTER TABLE, and return it."""
    catalog, location = context.catalog, node.get("location")
    names = [clip(name) for name in strings(node.get("fk_attrs"))] or ([column] if column else [])
    columns = tuple([known_column(context, table, name, location).attnum for name in names])
    target = node["pktable"]
    referenced = relation_of(context, target)
    if not isinstance(referenced, Table):
        name = referenced.name if referenced else ""
        context.refuse("42809", f'referenced relation "{name}" is not a table', target.get("location"), names=(name,))
    _refuse_persistence(context, table, referenced, location)
    _refuse_set_columns(context, table, node, names)
    ref_columns, index = _referenced(context, referenced, node)
    if ref_columns and len(ref_columns) != len(columns):
        message = "number of referencing and referenced columns for foreign key disagree"
        context.refuse("42830", message, location, table.oid)
    table, referenced = fresh(context, table), fresh(context, referenced)
    if name := clip(node.get("conname") or ""):
        refuse_duplicate(context, table, name, location)
    else:
        name = constraint_name(catalog, table.schema, table.name, join_columns(names), "fkey")
    refuse_types(context, table, name, columns, referenced, ref_columns, location)
    if (
        table.kind == "partitioned table"
        and node.get("skip_validation")
        and context.replay.target.postgres_version < 18
    ):
        what = f'partitioned table "{table.name}" referencing relation "{referenced.name}"'
        message = f"cannot add NOT VALID foreign key on {what}"
        mentioned = (table.name, referenced.name)
        context.refuse("42809", message, location, table.oid, reason="constraint", names=mentioned)
    constraint = Constraint(
        oid=catalog.new_oid(),
        origin=context.statement,
        changed=context.statement,
        relation=table.oid,
        schema=table.schema,
        name=name,
        kind="foreign key",
        columns=columns,
        index=index,
        ref_relation=referenced.oid,
        ref_columns=ref_columns,
        on_update=ACTIONS[node.get("fk_upd_action", "a")],
        on_delete=ACTIONS[node.get("fk_del_action", "a")],
        match=MATCH[node.get("fk_matchtype", "s")],
        validated=not node.get("skip_validation"),
        deferrable=bool(node.get("deferrable") or node.get("initdeferred")),
        initially_deferred=bool(node.get("initdeferred")),
        location=location,
    )
    put_constraint(context, table, constraint)
    key_to_referenced_partitions(context, constraint)
    if table.kind == "partitioned table":
        for child in catalog.children_of(table.oid):
            key_to_partition(context, child, table, constraint)
    return constraint


_PERSISTENCE = {"p": "permanent", "u": "unlogged", "t": "temporary"}


def _refuse_persistence(context: Context, table: Table, referenced: Table, location: int | None) -> None:
    """Refuse (42P16) a key to a table that is kept for a shorter time (ATAddForeignKeyConstraint)."""
    own, other = table.persistence, referenced.persistence
    fits = other == "p" if own == "p" else other == "t" if own == "t" else other in ("p", "u")
    if fits or referenced.assumed:
        return
    what = "permanent or unlogged" if own == "u" else _PERSISTENCE[own]
    message = f"constraints on {_PERSISTENCE[own]} tables may reference only {what} tables"
    context.refuse("42P16", message, location, referenced.oid, reason="foreign key", names=(referenced.name,))


def _refuse_set_columns(context: Context, table: Table, node: Node, names: list[str]) -> None:
    """ON DELETE SET NULL (columns): they must be the key's own."""
    for name in strings(node.get("fk_del_set_cols")):
        if name in names:
            continue
        if table.column(name) is None and context.catalog.knows("columns", table):
            message = f'column "{name}" referenced in foreign key constraint does not exist'
            context.refuse("42703", message, node.get("location"), table.oid, names=(name,))
        message = f'column "{name}" referenced in ON DELETE SET action must be part of foreign key'
        context.refuse("42P10", message, node.get("location"), table.oid, reason="foreign key", names=(name,))


def _referenced(context: Context, referenced: Table, node: Node) -> tuple[tuple[int, ...], int | None]:
    """Return the referenced columns and the index that makes them unique; the primary key's where none are named."""
    catalog, location = context.catalog, node.get("location")
    names = strings(node.get("pk_attrs"))
    if not names:
        for constraint in catalog.constraints_of(referenced.oid):
            if constraint.kind == "primary key":
                return constraint.columns, constraint.index
        if _keys_known(catalog, referenced):
            message = f'there is no primary key for referenced table "{referenced.name}"'
            context.refuse("42704", message, location, referenced.oid, reason="foreign key", names=(referenced.name,))
        return (), None
    columns = tuple([known_column(context, referenced, name, location).attnum for name in names])
    deferrable = False
    for index in catalog.indexes(referenced.oid):
        if _is_key(index, columns):
            constraint_ = catalog.constraints.get(index.constraint) if index.constraint else None
            if constraint_ is None or not constraint_.deferrable:
                return columns, index.oid
            deferrable = True
    if _keys_known(catalog, referenced):
        if deferrable:
            message = f'cannot use a deferrable unique constraint for referenced table "{referenced.name}"'
            context.refuse("55000", message, location, referenced.oid, names=(referenced.name,))
        message = f'there is no unique constraint matching given keys for referenced table "{referenced.name}"'
        context.refuse("42830", message, location, referenced.oid, names=(referenced.name,))
    return columns, None


def _keys_known(catalog: Catalog, table: Table) -> bool:
    return catalog.knows("constraints", table) and catalog.knows("indexes", table)


def _is_key(index: Index, columns: tuple[int, ...]) -> bool:
    return (
        index.unique and index.predicate is None and len(index.keys) == len(columns) and same_keys(index.keys, columns)
    )


def refuse_types(
    context: Context,
    table: Table,
    name: str,
    columns: tuple[int, ...],
    referenced: Table,
    ref_columns: tuple[int, ...],
    location: int | None,
) -> None:
    """42804 where the columns of a foreign key can't be compared, not even by a cast or operator of the migrations."""
    if not is_certain(context):
        return
    for attnum, ref_attnum in zip(columns, ref_columns, strict=False):
        column, ref_column = table.column(attnum), referenced.column(ref_attnum)
        if column is None or ref_column is None or comparable(column.type, ref_column.type, context.catalog):
            continue
        types = [context.catalog.format_type(c.type) for c in (column, ref_column)]
        context.refuse(
            "42804",
            f'foreign key constraint "{name}" cannot be implemented: key columns "{column.name}" and '
            f'"{ref_column.name}" are of incompatible types: {types[0]} and {types[1]}',
            location,
            table.oid,
            reason="foreign key",
            names=(name, column.name, ref_column.name),
        )


def comparable(first: DataType | None, second: DataType | None, catalog: Catalog) -> bool:
    """Return False if a column of the first type certainly can't reference one of the second: no index operator
    compares them, and the first isn't implicitly converted to the second (ATAddForeignKeyConstraint in
    commands/tablecmds.c)."""
    if first is second:
        return True
    given, wanted = plain(first, catalog), plain(second, catalog)
    if given is None or wanted is None or same(given, wanted):
        return True
    if not given.is_array and coerces(given, wanted, catalog):
        return True
    families = [None if t.oid or t.is_array else _FAMILIES.get(t.name) for t in (given, wanted)]
    return families[0] is not None and families[0] == families[1]


def key_to_partition(context: Context, child: Table, parent: Table, key: Constraint) -> None:
    """Give a partition its parent's foreign key; it keeps the name where the partition has it free."""
    catalog = context.catalog
    numbers = tuple(c.attnum for name in parent.names(key.columns) if (c := child.column(name)))
    own = catalog.constraints_of(child.oid)
    for other in own:
        alike = other.kind == "foreign key" and other.columns == numbers and other.ref_relation == key.ref_relation
        if alike and other.parent is None and other.ref_columns == key.ref_columns:
            catalog.constraints.put(other.oid, replace(other, parent=key.oid))
            return
    name = key.name
    if any(other.name == name for other in own):
        name = _name_of_copy(context, key, child, child.names(numbers))
    copy = replace(
        key,
        oid=catalog.new_oid(),
        origin=context.statement,
        changed=context.statement,
        relation=child.oid,
        schema=child.schema,
        name=name,
        columns=numbers,
        inherited=True,
        parent=key.oid,
    )
    put_constraint(context, child, copy)
    for grandchild in catalog.children_of(child.oid):
        if grandchild.is_partition:
            key_to_partition(context, grandchild, child, copy)


def _name_of_copy(context: Context, key: Constraint, table: Table, columns: list[str]) -> str:
    """Return the name of one more row for a key: made from table and columns, since PostgreSQL 18 from the key's own
    name (addFkConstraint in commands/tablecmds.c)."""
    catalog = context.catalog
    if context.replay.target.postgres_version < 18:
        return constraint_name(catalog, table.schema, table.name, join_columns(columns), "fkey")
    number = 1
    while catalog.constraints.first("name", (table.schema, name := make_object_name(key.name, None, str(number)))):
        number += 1
    return name


def key_to_referenced_partitions(context: Context, key: Constraint, only: Table | None = None) -> None:
    """A key that references a partitioned table has one more row in pg_constraint for each of its partitions."""
    catalog = context.catalog
    referenced = catalog.table(key.ref_relation or 0)
    owner = catalog.table(key.relation)
    if referenced is None or owner is None or referenced.kind != "partitioned table":
        return
    for part in [only] if only else catalog.children_of(referenced.oid):
        columns = tuple(c.attnum for name in referenced.names(key.ref_columns) if (c := part.column(name)))
        copy = replace(
            key,
            oid=catalog.new_oid(),
            origin=context.statement,
            changed=context.statement,
            name=_name_of_copy(context, key, owner, owner.names(key.columns)),
            ref_relation=part.oid,
            ref_columns=columns,
            index=None,
            inherited=True,
            parent=key.oid,
        )
        put_constraint(context, owner, copy)
        key_to_referenced_partitions(context, copy)
