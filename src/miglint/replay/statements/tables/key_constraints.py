"""PRIMARY KEY, UNIQUE and EXCLUDE, with the indexes that hold them (PostgreSQL docs, 5.5.3 to 5.5.6)."""

from __future__ import annotations

from ....catalog import Constraint, Index, Table
from ....catalog.table_parts import ConstraintKind
from ....record import replace
from ....syntax.quoting import quote_identifier
from ....syntax.source import Node
from ....syntax.tree import clip, strings
from ...checks.expression_checks import stored_expression
from ...checks.purposes import PREDICATE
from ...state.context import Context
from ..common.generated_names import index_column_names, join_columns, relation_name
from .column_definitions import known_column, with_column
from .constraints import KINDS, fresh, put_constraint, refuse_duplicate
from .indexes import make_index, make_keys
from .partitions import index_to_partitions
from .reloptions import with_options


def key_elements(node: Node, column: str | None) -> list[Node]:
    """Return the index elements of a primary key, unique or exclusion constraint."""
    if node["contype"] == "CONSTR_EXCLUSION":
        return [pair["List"]["items"][0]["IndexElem"] for pair in node.get("exclusions", ())]
    names = strings(node.get("keys")) or ([column] if column else [])
    return [{"name": clip(name)} for name in names]


def _operator(pair: Node) -> str:
    """Return the operator of an element of EXCLUDE, with its schema where it is written."""
    names = strings(pair["List"]["items"][1]["List"]["items"])
    return names[0] if len(names) == 1 else f"OPERATOR({quote_identifier(names[0])}.{names[-1]})"


def add_index_constraint(
    context: Context, table: Table, node: Node, column: str | None = None, recurse: bool = True
) -> Constraint:
    """Add a PRIMARY KEY, UNIQUE or EXCLUDE with its index, in partitions too with `recurse`, and return it."""
    if node.get("indexname"):
        return _using_index(context, table, node)
    catalog, location = context.catalog, node.get("location")
    kind = KINDS[node["contype"]]
    elements = key_elements(node, column)
    for at, element in enumerate(elements):
        if kind != "exclude" and element in elements[:at]:
            what = "primary key" if kind == "primary key" else "unique"
            message = f'column "{element["name"]}" appears twice in {what} constraint'
            context.refuse("42701", message, location, table.oid, names=(element["name"],))
        if "name" in element:
            known_column(context, table, element["name"], location)
    table = fresh(context, table)
    included = tuple(known_column(context, table, name, location).attnum for name in strings(node.get("including")))
    table = fresh(context, table)
    if kind == "primary key":
        _refuse_second_primary(context, table, location)
        table = _not_null(context, table, {e["name"] for e in elements})
    if name := clip(node.get("conname") or ""):
        refuse_duplicate_relation(context, table.schema, name, location)
        refuse_duplicate(context, table, name, location)
    elif kind == "primary key":
        name = relation_name(catalog, table.schema, table.name, None, "pkey", constraint=True)
    else:
        parts = index_column_names([*elements, *({"name": n} for n in strings(node.get("including")))])
        label = "excl" if kind == "exclude" else "key"
        name = relation_name(catalog, table.schema, table.name, join_columns(parts), label, constraint=True)
    method = node.get("access_method") or ("gist" if node.get("without_overlaps") else "btree")
    keys = make_keys(context, table, elements, method)
    where = node.get("where_clause")
    index = make_index(
        context,
        table,
        name,
        keys,
        method=method,
        included=included,
        unique=kind != "exclude",
        primary=kind == "primary key",
        predicate=stored_expression(context, where, table, PREDICATE) if where else None,
        nulls_not_distinct=bool(node.get("nulls_not_distinct")),
        options=with_options((), node.get("options")),
        constraint=catalog.new_oid(),
        location=location,
    )
    return _index_constraint(context, table, index, kind, node, recurse)


def _index_constraint(
    context: Context, table: Table, index: Index, kind: ConstraintKind, node: Node, recurse: bool = True
) -> Constraint:
    """Return the constraint over an index, there and in partitions."""
    assert index.constraint is not None
    constraint = Constraint(
        oid=index.constraint,
        origin=context.statement,
        changed=context.statement,
        relation=table.oid,
        schema=table.schema,
        name=index.name,
        kind=kind,
        columns=tuple(key.attnum for key in index.keys if key.attnum),
        index=index.oid,
        deferrable=bool(node.get("deferrable") or node.get("initdeferred")),
        initially_deferred=bool(node.get("initdeferred")),
        operators=tuple(_operator(pair) for pair in node.get("exclusions", ())),
        location=node.get("location"),
    )
    context.put(index)
    put_constraint(context, table, constraint)
    if table.kind == "partitioned table" and recurse:
        index_to_partitions(context, table, index)
    return constraint


def refuse_duplicate_relation(context: Context, schema: str, name: str, location: int | None) -> None:
    """42P07 where the schema has a relation of this name."""
    existing = context.catalog.named(schema, name)
    if existing is not None and context.catalog.knows("existence", existing):
        context.refuse("42P07", f'relation "{name}" already exists', location, existing.oid, names=(name,))


def _refuse_second_primary(context: Context, table: Table, location: int | None) -> None:
    for constraint in context.catalog.constraints_of(table.oid):
        if constraint.kind == "primary key" and context.catalog.knows("constraints", table):
            message = f'multiple primary keys for table "{table.name}" are not allowed'
            context.refuse("42P16", message, location, table.oid, names=(table.name,))


def _not_null(context: Context, table: Table, names: set[str]) -> Table:
    """Return a primary key makes its columns NOT NULL."""
    for column in table.columns:
        if column.name in names and not column.not_null:
            table = replace(table, columns=with_column(table, replace(column, not_null=True)))
    if table is not context.catalog.table(table.oid):
        context.put(table)
    return table


def _using_index(context: Context, table: Table, node: Node) -> Constraint:
    """Add a constraint USING INDEX, and return it; the index takes its name."""
    catalog, location = context.catalog, node.get("location")
    wanted = clip(node["indexname"])
    found = catalog.named(table.schema, wanted)
    kind = KINDS[node["contype"]]
    if not isinstance(found, Index):
        if catalog.knows("indexes", table):
            context.refuse(
                "42704", f'index "{wanted}" does not exist', location, table.oid, reason="constraint", names=(wanted,)
            )
        context.note_assumption("index", f"{table.schema}.{wanted}", "42704", location)
        found = make_index(context, table, wanted, (), unique=True, location=location)
    elif found.constraint is not None:
        context.refuse(
            "55000",
            f'index "{wanted}" is already associated with a constraint',
            location,
            table.oid,
            reason="constraint",
            names=(wanted,),
        )
    elif found.table != table.oid:
        context.refuse(
            "55000",
            f'index "{wanted}" does not belong to table "{table.name}"',
            location,
            table.oid,
            reason="constraint",
            names=(wanted, table.name),
        )
    elif not found.unique:
        context.refuse(
            "42809", f'"{wanted}" is not a unique index', location, table.oid, reason="constraint", names=(wanted,)
        )
    elif found.predicate is not None:
        context.refuse(
            "42809", f'"{wanted}" is a partial index', location, table.oid, reason="constraint", names=(wanted,)
        )
    elif any(not key.attnum for key in found.keys):
        context.refuse(
            "42809", f'index "{wanted}" contains expressions', location, table.oid, reason="constraint", names=(wanted,)
        )
    name = clip(node.get("conname") or "") or found.name
    if kind == "primary key":
        _refuse_second_primary(context, table, location)
        table = _not_null(context, table, set(table.names(tuple(key.attnum for key in found.keys))))
    if name != found.name:
        refuse_duplicate_relation(context, table.schema, name, location)
    refuse_duplicate(context, table, name, location)
    index = replace(
        found, name=name, constraint=catalog.new_oid(), primary=kind == "primary key", changed=context.statement
    )
    return _index_constraint(context, table, index, kind, node)
