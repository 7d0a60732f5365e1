"""CREATE VIEW and CREATE MATERIALIZED VIEW (PostgreSQL docs, 39.2 Views and the Rule System)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from ...analysis.coercion import is_other, plain
from ...analysis.query import QueryAnalysis
from ...catalog import Column, DataType, Expression, Relation, Table, View
from ...catalog.changes import ViewCreated, ViewReplaced
from ...record import replace
from ...syntax.source import Node
from ...syntax.tree import clip, persistence, strings
from ..checks.assumptions import relation_of
from ..checks.expression_checks import assume_read, refuse_absent
from ..checks.pseudo_types import PSEUDO_TYPES, refuse_pseudo_type
from ..checks.type_errors import is_certain
from ..state.context import Context
from .access.default_privileges import default_acl
from .tables.reloptions import Options, refuse_options, refuse_wrong_view_option, with_options

TOO_MANY_NAMES = "too many column names were specified"


def create_view(context: Context, node: Node) -> None:
    range_var = node["view"]
    location = range_var.get("location")
    too_many = "CREATE VIEW specifies more column names than columns"
    query, columns, known = _query(context, node["query"], strings(node.get("aliases")), too_many)
    schema = _schema_of_view(context, range_var, query)
    temporary = schema == "pg_temp"
    view = View(
        oid=0,
        origin=context.statement,
        changed=context.statement,
        schema=schema,
        name=clip(range_var["relname"]),
        kind="view",
        owner=context.session.role,
        persistence="t" if temporary else "p",
        options=_options(context, node),
        columns=columns,
        query=query,
        columns_known=known,
        location=location,
    )
    old = context.catalog.named(schema, view.name)
    if old is None or (isinstance(old, Table) and old.assumed):
        _create(context, view, old)
        return
    if not node.get("replace"):
        context.refuse("42P07", f'relation "{view.name}" already exists', location, old.oid, names=(view.name,))
    if not isinstance(old, View) or old.kind != "view":
        context.refuse("42809", f'"{view.name}" is not a view', location, old.oid, names=(view.name,))
    _replace(context, old, view)


def _schema_of_view(context: Context, range_var: Node, query: Expression) -> str:
    """Return the schema of a new view: a view of temporary things is temporary itself (DefineView in
    commands/view.c)."""
    location = range_var.get("location")
    if persistence(range_var) == "t":
        return "pg_temp"
    if not _reads_temporary(context, query):
        return context.schema_for_new(range_var.get("schemaname"), location)
    if "schemaname" in range_var:
        context.refuse("42P16", "cannot create temporary relation in non-temporary schema", location)
    return "pg_temp"


def _reads_temporary(context: Context, query: Expression) -> bool:
    relations = [context.catalog.relation(oid) for oid in {ref.oid for ref in query.depends}]
    return any(relation is not None and relation.persistence == "t" for relation in relations)


def create_materialized_view(context: Context, node: Node) -> None:
    """CREATE MATERIALIZED VIEW: a CreateTableAsStmt of OBJECT_MATVIEW."""
    into = node["into"]
    range_var = into["rel"]
    location = range_var.get("location")
    schema = context.schema_for_new(range_var.get("schemaname"), location)
    name = clip(range_var["relname"])
    old = context.catalog.named(schema, name)
    if old is not None and not (isinstance(old, Table) and old.assumed):
        if node.get("if_not_exists"):
            return
        context.refuse("42P07", f'relation "{name}" already exists', location, old.oid, names=(name,))
    refuse_options(context, into.get("options"), "table")
    query, columns, known = _query(context, node["query"], strings(into.get("colNames")), TOO_MANY_NAMES)
    if _reads_temporary(context, query):
        context.refuse("0A000", "materialized views must not use temporary tables or views", location)
    view = View(
        oid=0,
        origin=context.statement,
        changed=context.statement,
        schema=schema,
        name=name,
        kind="materialized view",
        owner=context.session.role,
        options=_options(context, into),
        columns=columns,
        query=query,
        columns_known=known,
        location=location,
    )
    _create(context, view, old)


def _create(context: Context, view: View, assumed: Table | None) -> None:
    """Add a view; if it was assumed to be a table until now, what was noted about it stays."""
    acl = assumed.acl if assumed else default_acl(context, view.schema, "tables")
    view = replace(view, oid=assumed.oid if assumed else context.catalog.new_oid(), acl=acl)
    context.put(view)
    context.emit(ViewCreated, view.oid, view.location, view=view)


def _replace(context: Context, old: View, new: View) -> None:
    """OR REPLACE keeps the oid, the owner and the privileges; options are those of the new text, none without WITH."""
    _check_columns(context, old, new)
    by_number = {c.attnum: c for c in old.columns}
    columns = tuple(
        replace(c, acl=before.acl) if (before := by_number.get(c.attnum)) and before.acl else c for c in new.columns
    )
    after = replace(new, oid=old.oid, owner=old.owner, acl=old.acl, extension=old.extension, columns=columns)
    context.put(after)
    context.emit(ViewReplaced, old.oid, new.location, before=old, after=after)


def _check_columns(context: Context, old: View, new: View) -> None:
    """The old columns must stay, in order, with names and types (checkViewColumns in commands/view.c)."""
    if not (old.columns_known and new.columns_known):
        return
    if len(new.columns) < len(old.columns):
        context.refuse("42P16", "cannot drop columns from view", new.location, old.oid, reason="view columns")
    for before, after in zip(old.columns, new.columns, strict=False):
        if before.name != after.name:
            message = f'cannot change name of view column "{before.name}" to "{after.name}"'
            context.refuse(
                "42P16", message, new.location, old.oid, reason="view columns", names=(before.name, after.name)
            )
        if is_other(before.type, after.type, context.catalog) or _is_longer(context, before.type, after.type):
            types = [context.catalog.format_type(column.type) for column in (before, after)]
            message = f'cannot change data type of view column "{before.name}" from {types[0]} to {types[1]}'
            context.refuse("42P16", message, new.location, old.oid, reason="view columns", names=(before.name,))


def _is_longer(context: Context, before: DataType | None, after: DataType | None) -> bool:
    """Return whether two types differ in their length or precision alone: numeric(10,2) and numeric."""
    if before is None or after is None or before.modifiers == after.modifiers:
        return False
    return plain(before, context.catalog) is not None and not before.oid and is_certain(context)


def _query(
    context: Context, query: Node, names: list[str], too_many: str
) -> tuple[Expression, tuple[Column, ...], bool]:
    """Return a view's query as it is stored, its columns, and whether those are all. `too_many` is PostgreSQL's error
    (42601) for more names than columns."""
    analysis = QueryAnalysis(context.catalog, context.session.schemas)
    outputs, known = analysis.query(query)
    if analysis.absent_relations:
        for absent in analysis.absent_relations:
            assume_read(context, absent.name, absent.location)
        analysis = QueryAnalysis(context.catalog, context.session.schemas)
        outputs, known = analysis.query(query)
    refuse_absent(context, analysis)
    columns: list[tuple[str, DataType | None]] = [(c.name, c.type) for c in outputs]
    if not known:
        columns = []
    elif len(names) > len(columns) and is_certain(context):
        context.refuse("42601", too_many)
    for position, name in enumerate(names):
        columns[position : position + 1] = [(name, columns[position][1] if position < len(columns) else None)]
    for name, type in columns:
        if type is not None and type.name in PSEUDO_TYPES:
            refuse_pseudo_type(context, name, type)
    if len(dict(columns)) < len(columns):
        _refuse_twice(context, [name for name, _ in columns])
    rows = tuple([Column(attnum=n, name=clip(name), type=type) for n, (name, type) in enumerate(columns, 1)])
    stored = Expression(query, frozenset(analysis.refs), context.statement, context.session.schemas)
    return stored, rows, known


def _refuse_twice(context: Context, names: list[str]) -> NoReturn:
    second = next(name for n, name in enumerate(names) if name in names[:n])
    context.refuse("42701", f'column "{second}" specified more than once', names=(second,))


def _options(context: Context, node: Node) -> Options:
    """Return WITH (...) and WITH CHECK OPTION as pg_class.reloptions stores them."""
    found = with_options((), node.get("options"))
    if "withCheckOption" in node:
        refuse_wrong_view_option(context, node.get("options"))
    check = node.get("withCheckOption", "NO_CHECK_OPTION")
    if check != "NO_CHECK_OPTION":
        found = (*found, ("check_option", check.split("_", 1)[0].lower()))
    return found


def refresh_materialized_view(context: Context, node: Node) -> None:
    """REFRESH changes rows only; its view must be there."""
    view = relation_of(context, node["relation"], what="materialized view")
    concurrently, location = node.get("concurrent"), node["relation"].get("location")
    if concurrently and node.get("skipData"):
        message = "REFRESH options CONCURRENTLY and WITH NO DATA cannot be used together"
        context.refuse("42601", message, location)
    if view is None or (isinstance(view, Table) and view.assumed):
        return
    if view.kind != "materialized view":
        is_table = isinstance(view, Table)
        message = f'"{view.name}" is not a {"" if is_table else "table or "}materialized view'
        context.refuse("0A000" if is_table else "42809", message, location, view.oid, names=(view.name,))
    if concurrently and context.catalog.knows("indexes", view) and not _has_key(context, view):
        message = f'cannot refresh materialized view "{view.qualified}" concurrently'
        context.refuse("55000", message, location, view.oid, names=(view.name,))


def _has_key(context: Context, view: Relation) -> bool:
    """Return whether a unique index covers all rows by columns alone (is_usable_unique_index in commands/matview.c)."""
    return any(
        index.unique and index.predicate is None and all(key.attnum for key in index.keys)
        for index in context.catalog.indexes(view.oid)
    )


HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    "ViewStmt": create_view,
    "RefreshMatViewStmt": refresh_materialized_view,
}
