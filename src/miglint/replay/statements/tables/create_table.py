"""CREATE TABLE in all its forms (PostgreSQL docs, CREATE TABLE; DefineRelation in commands/tablecmds.c)."""

from __future__ import annotations

from collections.abc import Callable

from ....catalog import Column, Table, Type
from ....catalog.changes import TableCreated
from ....catalog.relations import PartitionStrategy, TableKind
from ....record import replace
from ....syntax.source import Node
from ....syntax.tree import Name, clip, persistence, strings
from ...checks.assumptions import other_in_use, relation_of
from ...checks.type_lookup import resolve_type
from ...lookup.named_others import KINDS, NamedOther
from ...state.context import Context
from ..access.default_privileges import default_acl
from .column_definitions import Home, Parts, known_column, make_column, with_generated
from .constraints import add_check, fresh, inherit_check
from .foreign_keys import add_foreign_key
from .inheritance import merge_inherited, renumber
from .key_constraints import add_index_constraint, key_elements
from .like_clause import Like, expand_like, like_columns
from .not_null_constraints import with_not_null
from .partition_bounds import check_bound
from .partition_rules import check_key, refuse_parents
from .partitions import fill_partition
from .reloptions import refuse_options, with_options

_STRATEGIES: dict[str, PartitionStrategy] = {
    "PARTITION_STRATEGY_LIST": "list",
    "PARTITION_STRATEGY_RANGE": "range",
    "PARTITION_STRATEGY_HASH": "hash",
}


def new_relation_name(context: Context, target: Node, if_not_exists: bool) -> tuple[str, str, Table | None] | None:
    """(schema, name, the assumed table it takes the place of) for a new relation; None under IF NOT EXISTS where the
    name is taken. Otherwise a taken name refuses the statement (42P07)."""
    location = target.get("location")
    temporary = persistence(target) == "t"
    schema = context.schema_for_new("pg_temp" if temporary else target.get("schemaname"), location)
    name = clip(target["relname"])
    catalog = context.catalog
    existing = catalog.named(schema, name)
    if existing is not None:
        if isinstance(existing, Table) and existing.assumed:
            return schema, name, existing
        if if_not_exists:
            return None
        if catalog.knows("existence", existing):
            context.refuse("42P07", f'relation "{name}" already exists', location, existing.oid, names=(name,))
        _forget(context, existing.oid)
    if (type_ := catalog.type_named(schema, name)) and type_.kind != "shell":
        if if_not_exists:
            return None
        context.refuse("42710", f'type "{name}" already exists', location, type_.oid, names=(name,))
    return schema, name, None


def _forget(context: Context, oid: int) -> None:
    """Drop a relation that dynamic SQL must have dropped already."""
    from ..common.dependents import DropTarget
    from ..common.drop_objects import drop

    before = len(context.changes)
    drop(context, [DropTarget("relation", oid)], cascade=True)
    del context.changes[before:]


def _create(context: Context, node: Node) -> None:
    create_table(context, node, "table")


def _create_foreign(context: Context, node: Node) -> None:
    server = other_in_use(context, NamedOther(KINDS["OBJECT_FOREIGN_SERVER"], Name(None, node["servername"])))
    table = create_table(context, node["base"], "foreign table")
    if table is not None and server is not None:
        context.alter(fresh(context, table), server=server.oid)


def create_table(context: Context, node: Node, kind: TableKind) -> Table | None:
    """Create a table, and return it; None if IF NOT EXISTS found one."""
    target = node["relation"]
    placed = new_relation_name(context, target, bool(node.get("if_not_exists")))
    if placed is None:
        return None
    schema, name, assumed = placed
    catalog = context.catalog
    refuse_options(context, node.get("options"), "table")
    before = len(context.changes)
    oid = assumed.oid if assumed else catalog.new_oid()
    home = Home(oid, schema, name, persistence(target, schema))
    parts, likes = Parts(), list[Like]()
    parents = _parents(context, node)
    refuse_parents(context, node, parents, home.persistence == "t")
    columns = _columns(context, home, node, parts, likes)
    if parents:
        _refuse_absent(context, node, parents, columns)
        columns = merge_inherited(context, home, parents, columns, bool(node.get("partbound")))
        if bound := node.get("partbound"):
            check_bound(context, parents[0], name, bound, target.get("location"))
    _refuse_twice(context, home, columns)
    columns = _primary_not_null(with_not_null(context, home, columns, parts.not_nulls), parts)
    table = Table(
        oid=oid,
        origin=context.statement,
        changed=context.statement,
        schema=schema,
        name=name,
        kind="partitioned table" if node.get("partspec") else kind,
        owner=context.session.role,
        acl=default_acl(context, schema, "tables"),
        persistence=persistence(target, schema),
        options=with_options((), node.get("options")),
        location=target.get("location"),
        columns=tuple(columns),
        parents=tuple(parent.oid for parent in parents),
        is_partition=bool(node.get("partbound")),
        bound=node.get("partbound"),
        next_attnum=len(columns) + 1,
        of_type=row_type.oid if (row_type := _type_of(context, node)) else 0,
    )
    if assumed is not None:
        table = _united(context, table, assumed)
    table = with_generated(context, table, parts)
    table = _partitioned(context, table, node)
    context.put(table)
    _add_constraints(context, table, parents, parts, likes)
    finished = fresh(context, table)
    created = TableCreated(statement=context.statement, oid=oid, location=table.location, table=finished)
    context.changes.insert(before, created)
    return finished


def _parents(context: Context, node: Node) -> list[Table]:
    found = []
    for wrapped in node.get("inhRelations", ()):
        parent = relation_of(context, wrapped["RangeVar"])
        if not isinstance(parent, Table):
            name = parent.name if parent else ""
            location = wrapped["RangeVar"].get("location")
            context.refuse(
                "42809", f'inherited relation "{name}" is not a table or foreign table', location, names=(name,)
            )
        found.append(parent)
    return found


def _columns(context: Context, home: Home, node: Node, parts: Parts, likes: list[Like]) -> list[Column]:
    """Return the columns in the statement itself, LIKE and OF included; constraints are added to `parts`."""
    columns = _of_type(context, node)
    typed = bool(columns)
    for element in node.get("tableElts", ()):
        match element:
            case {"ColumnDef": definition}:
                column = make_column(context, home, definition, len(columns) + 1, parts)
                at = next((i for i, c in enumerate(columns) if c.name == column.name), None) if typed else None
                if at is None:
                    columns.append(column)
                else:
                    columns[at] = replace(column, attnum=columns[at].attnum, type=columns[at].type)
            case {"Constraint": constraint}:
                parts.add(constraint)
            case {"TableLikeClause": clause}:
                like, copied = like_columns(context, home, clause, len(columns) + 1, parts)
                columns += copied
                likes.append(like)
    for wrapped in node.get("constraints", ()):
        parts.add(wrapped["Constraint"])
    return columns


def _of_type(context: Context, node: Node) -> list[Column]:
    """Return the columns of CREATE TABLE ... OF a composite type."""
    row = _type_of(context, node)
    return [replace(c, origin=context.statement, changed=context.statement) for c in row.columns] if row else []


def _type_of(context: Context, node: Node) -> Type | None:
    """Return the type of CREATE TABLE ... OF; refuse (42809) one that isn't composite."""
    if (type_name := node.get("ofTypename")) is None:
        return None
    type = resolve_type(context, type_name)
    row = context.catalog.type(type.oid) if type and type.oid else None
    if row is not None and row.kind != "composite" and row.extension is None:
        message = f"type {row.name} is not a composite type"
        context.refuse("42809", message, type_name.get("location"), row.oid, names=(row.name,))
    return row


def _refuse_absent(context: Context, node: Node, parents: list[Table], columns: list[Column]) -> None:
    """Refuse (42703) a column that a partition's own list names and its parent lacks."""
    if not node.get("partbound") or not context.catalog.knows("columns", parents[0]):
        return
    for column in columns:
        if column.type is None and parents[0].column(column.name) is None:
            message = f'column "{column.name}" does not exist'
            context.refuse("42703", message, column.location, parents[0].oid, names=(column.name,))


def _refuse_twice(context: Context, home: Home, columns: list[Column]) -> None:
    seen: set[str] = set()
    for column in columns:
        if column.name in seen:
            context.refuse(
                "42701",
                f'column "{column.name}" specified more than once',
                column.location,
                home.oid,
                names=(column.name,),
            )
        seen.add(column.name)


def _primary_not_null(columns: list[Column], parts: Parts) -> list[Column]:
    """Return the columns of the table's own primary key are NOT NULL from the start."""
    keys: set[str] = set()
    for node, column in parts.indexes:
        if node["contype"] == "CONSTR_PRIMARY":
            keys |= {element["name"] for element in key_elements(node, column)}
    return [replace(c, not_null=True) if c.name in keys and not c.not_null else c for c in columns]


def _united(context: Context, table: Table, assumed: Table) -> Table:
    """Return a table that was only assumed so far: what earlier statements set on it stays, and so do its column
    numbers."""
    numbers = {c.name: c.attnum for c in assumed.columns}
    following, columns = assumed.next_attnum, []
    for column in table.columns:
        attnum = numbers.get(column.name, following)
        following += column.name not in numbers
        columns.append(replace(column, attnum=attnum))
    renumber(context, table.oid, {old.attnum: new.attnum for old, new in zip(table.columns, columns, strict=True)})
    return replace(
        table,
        columns=tuple(sorted(columns, key=lambda c: c.attnum)),
        next_attnum=following,
        rls_enabled=assumed.rls_enabled,
        rls_forced=assumed.rls_forced,
        acl=table.acl if not assumed.acl else assumed.acl,
    )


def _partitioned(context: Context, table: Table, node: Node) -> Table:
    spec = node.get("partspec")
    if not spec:
        return table
    check_key(context, table, spec)
    keys = []
    for wrapped in spec.get("partParams", ()):
        name = wrapped["PartitionElem"].get("name")
        if name is None:
            keys.append(0)
        else:
            column = table.column(name) or known_column(context, table, name, wrapped["PartitionElem"].get("location"))
            keys.append(column.attnum)
    strategy = _STRATEGIES.get(spec.get("strategy", ""), "range")
    return replace(table, partition_strategy=strategy, partition_keys=tuple(keys))


def _add_constraints(context: Context, table: Table, parents: list[Table], parts: Parts, likes: list[Like]) -> None:
    """Inherited checks, own checks, keys (the primary key first), LIKE's, foreign keys: PostgreSQL's order."""
    named = {clip(node["conname"]) for node, _ in parts.checks if node.get("conname")}
    for parent in parents:
        for check in context.catalog.constraints_of(parent.oid):
            if check.kind == "check" and not check.no_inherit and check.name not in named:
                inherit_check(context, table, parent, check)
    for node, _ in parts.checks:
        add_check(context, table, node, named)
    for parent in parents:
        for check in context.catalog.constraints_of(parent.oid) if named else ():
            if check.kind == "check" and not check.no_inherit and check.name in named:
                inherit_check(context, fresh(context, table), parent, check)  # merged with the table's own
    if table.is_partition and parents:
        fill_partition(context, parents[0], fresh(context, table))
    for node, column in _index_order(parts):
        add_index_constraint(context, fresh(context, table), node, column)
    for like in likes:
        expand_like(context, like, fresh(context, table))
    for node, column in parts.foreign_keys:
        add_foreign_key(context, fresh(context, table), node, column)


def _index_order(parts: Parts) -> list[tuple[Node, str | None]]:
    """Return the keys with the primary key first, without repeated ones (transformIndexConstraints)."""
    ordered = sorted(parts.indexes, key=lambda pair: pair[0]["contype"] != "CONSTR_PRIMARY")
    kept: list[tuple[Node, str | None]] = []
    for node, column in ordered:
        for at, (other, other_column) in enumerate(kept):
            same = [
                (
                    [e.get("name") for e in key_elements(n, c)] if n["contype"] != "CONSTR_EXCLUSION" else id(n),
                    strings(n.get("including")),
                    bool(n.get("deferrable")),
                    bool(n.get("initdeferred")),
                    bool(n.get("nulls_not_distinct")),
                )
                for n, c in ((node, column), (other, other_column))
            ]
            if other["contype"] != "CONSTR_PRIMARY" and node["contype"] == "CONSTR_PRIMARY":
                continue
            if same[0] == same[1]:
                if not other.get("conname") and node.get("conname"):
                    kept[at] = ({**other, "conname": node["conname"]}, other_column)
                break
        else:
            kept.append((node, column))
    return kept


HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    "CreateStmt": _create,
    "CreateForeignTableStmt": _create_foreign,
}
