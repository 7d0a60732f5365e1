"""CREATE AGGREGATE, OPERATOR, COLLATION, TEXT SEARCH ..., STATISTICS and RULE: objects that are only known to exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...catalog import Argument, Other, Routine
from ...catalog.changes import RoutineCreated
from ...catalog.routines import ArgumentMode
from ...syntax.source import Node
from ...syntax.tree import Name, clip, list_name, options, strings
from ..checks.assumptions import relation_of
from ..checks.type_lookup import resolve_type
from ..state.context import Context
from .access.default_privileges import default_acl
from .common.generated_names import join_columns, make_object_name
from .types.new_types import new_type_name, put_type

_KINDS = {
    "OBJECT_OPERATOR": "operator",
    "OBJECT_COLLATION": "collation",
    "OBJECT_TSPARSER": "text search parser",
    "OBJECT_TSDICTIONARY": "text search dictionary",
    "OBJECT_TSTEMPLATE": "text search template",
    "OBJECT_TSCONFIGURATION": "text search configuration",
}


def define(context: Context, node: Node) -> None:
    """What the grammar calls DefineStmt."""
    kind = node.get("kind", "")
    name = list_name(node["defnames"])
    if kind == "OBJECT_AGGREGATE":
        _create_aggregate(context, name, node)
    elif kind == "OBJECT_TYPE":
        schema, own = new_type_name(context, name)
        put_type(context, schema, own, "base" if node.get("definition") else "shell")
    elif kind in _KINDS:
        schema = context.schema_for_new(name.schema)
        if kind != "OBJECT_OPERATOR" and (found := next(_others(context, _KINDS[kind], schema, clip(name.name)), None)):
            if not node.get("if_not_exists"):
                context.refuse(
                    "42710", f'{_KINDS[kind]} "{name.name}" already exists', oid=found.oid, names=(name.name,)
                )
            return
        put_other(context, _KINDS[kind], schema, clip(name.name))


def _others(context: Context, kind: str, schema: str, name: str) -> Iterator[Other]:
    return iter(context.catalog.others.by("name", (kind, schema, name)))


def put_other(context: Context, kind: str, schema: str | None, name: str, relation: int | None = None) -> Other:
    """Note that an object exists."""
    row = Other(
        oid=context.catalog.new_oid(),
        origin=context.statement,
        changed=context.statement,
        kind=kind,
        schema=schema,
        name=name,
        relation=relation,
    )
    context.catalog.others.put(row.oid, row)
    return row


def _create_aggregate(context: Context, name: Name, node: Node) -> None:
    schema = context.schema_for_new(name.schema)
    arguments = tuple(_arguments(context, node))
    given = options(node.get("definition"))
    state = (given.get("stype") or given.get("stype1") or {}).get("TypeName")
    catalog = context.catalog
    types = tuple(a.type for a in arguments)
    for other in catalog.routines_named(schema, clip(name.name)):
        if other.input_types == types:
            if not node.get("replace"):
                message = f'function "{name.name}" already exists with same argument types'
                context.refuse("42723", message, oid=other.oid, names=(name.name,))
            return
    routine = Routine(
        oid=catalog.new_oid(),
        origin=context.statement,
        changed=context.statement,
        schema=schema,
        name=clip(name.name),
        kind="aggregate",
        arguments=arguments,
        returns=resolve_type(context, state) if state else None,
        language="internal",
        volatility="immutable",
        owner=context.session.role,
        acl=default_acl(context, schema, "functions"),
    )
    catalog.routines.put(routine.oid, routine)
    context.emit(RoutineCreated, routine.oid, routine=routine)


def _arguments(context: Context, node: Node) -> list[Argument]:
    """Return the arguments: a list of parameters and the number of direct ones; the old syntax has basetype."""
    first = next(iter(node.get("args", ())), None)
    if first is None:
        base = (options(node.get("definition")).get("basetype") or {}).get("TypeName")
        if base is None or strings(base.get("names"))[-1] == "any":
            return []
        return [Argument(None, resolve_type(context, base))]
    found = []
    for wrapped in first.get("List", {}).get("items", ()):
        parameter = wrapped["FunctionParameter"]
        mode: ArgumentMode = "VARIADIC" if parameter.get("mode") == "FUNC_PARAM_VARIADIC" else "IN"
        found.append(Argument(parameter.get("name"), resolve_type(context, parameter["argType"]), mode))
    return found


def create_statistics(context: Context, node: Node) -> None:
    """CREATE STATISTICS; the generated name is table_columns_stat."""
    range_var = next((r["RangeVar"] for r in node.get("relations", ()) if "RangeVar" in r), None)
    relation = relation_of(context, range_var) if range_var else None
    if node.get("defnames"):
        name = list_name(node["defnames"])
        schema, own = context.schema_for_new(name.schema), clip(name.name)
    elif relation is not None:
        parts = [e["StatsElem"].get("name", "expr") for e in node.get("exprs", ())]
        schema, own = relation.schema, make_object_name(relation.name, join_columns(parts), "stat")
    else:
        return
    if found := next(_others(context, "statistics", schema, own), None):
        if node.get("if_not_exists"):
            return
        if node.get("defnames"):
            context.refuse("42710", f'statistics object "{own}" already exists', oid=found.oid, names=(own,))
    put_other(context, "statistics", schema, own, relation.oid if relation else None)


def create_rule(context: Context, node: Node) -> None:
    """CREATE RULE."""
    relation = relation_of(context, node["relation"])
    assert relation is not None
    name = clip(node["rulename"])
    for other in context.catalog.others.by("name", ("rule", relation.schema, name)):
        if other.relation == relation.oid:
            if not node.get("replace"):
                message = f'rule "{name}" for relation "{relation.name}" already exists'
                context.refuse("42710", message, oid=relation.oid, names=(name, relation.name))
            return
    put_other(context, "rule", relation.schema, name, relation.oid)


HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    "DefineStmt": define,
    "CreateStatsStmt": create_statistics,
    "RuleStmt": create_rule,
}
