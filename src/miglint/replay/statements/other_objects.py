"""CREATE AGGREGATE, OPERATOR, COLLATION, TEXT SEARCH ..., STATISTICS, RULE, SERVER and others: objects that are only
known to exist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...catalog import Argument, Other, Ref, Relation, Routine, Table, View
from ...catalog.changes import RoutineCreated
from ...catalog.routines import ArgumentMode
from ...record import replace
from ...syntax.source import Node
from ...syntax.tree import Name, clip, list_name, options, strings
from ..checks.assumptions import other_in_use, relation_of
from ..checks.role_rights import refuse_no_superuser
from ..checks.type_lookup import resolve_type
from ..lookup.named_others import KINDS, NamedOther, find_other
from ..state.context import Context
from .access.default_privileges import default_acl
from .access.roles import is_superuser
from .common.generated_names import join_columns, make_object_name
from .types.new_types import new_type_name, put_type


def define(context: Context, node: Node) -> None:
    """What the grammar calls DefineStmt."""
    kind = node.get("kind", "")
    name = list_name(node["defnames"])
    if kind == "OBJECT_AGGREGATE":
        _create_aggregate(context, name, node)
    elif kind == "OBJECT_TYPE":
        schema, own = new_type_name(context, name)
        put_type(context, schema, own, "base" if node.get("definition") else "shell")
    elif kind in KINDS:
        _put_named(context, kind, name, bool(node.get("if_not_exists")))


def _put_named(
    context: Context, objtype: str, name: Name, if_not_exists: bool = False, method: str | None = None
) -> Other | None:
    """Add an object, and return it; refuse (42710) a second one of its name. Operators may share theirs."""
    kind = KINDS[objtype]
    schema = context.schema_for_new(name.schema) if kind.in_schema else None
    named = NamedOther(kind, Name(schema, clip(name.name)), method)
    if objtype != "OBJECT_OPERATOR" and (found := find_other(context, named)) is not None:
        if not if_not_exists:
            spelled = NamedOther(kind, Name(None, name.name), method).spelled
            context.refuse("42710", f"{spelled} already exists", oid=found.oid, names=(name.name,))
        return None
    return put_other(context, kind.words, schema, named.name.name, method=method)


def put_other(context: Context, kind: str, schema: str | None, name: str, **fields: Any) -> Other:
    """Note that an object exists."""
    row = Other(
        oid=context.catalog.new_oid(),
        origin=context.statement,
        changed=context.statement,
        kind=kind,
        schema=schema,
        name=name,
        owner=context.session.role,
        **fields,
    )
    context.catalog.others.put(row.oid, row)
    return row


def create_wrapper(context: Context, node: Node) -> None:
    """CREATE FOREIGN DATA WRAPPER."""
    refuse_no_superuser(context, f'permission denied to create foreign-data wrapper "{node["fdwname"]}"')
    _put_named(context, "OBJECT_FDW", Name(None, node["fdwname"]))


def create_server(context: Context, node: Node) -> None:
    """CREATE SERVER; it needs its wrapper."""
    wrapper = other_in_use(context, NamedOther(KINDS["OBJECT_FDW"], Name(None, node["fdwname"])))
    own = Name(None, node["servername"])
    row = _put_named(context, "OBJECT_FOREIGN_SERVER", own, bool(node.get("if_not_exists")))
    if row is not None and wrapper is not None:
        context.catalog.others.put(row.oid, replace(row, depends=frozenset({Ref(wrapper.oid)})))


def import_foreign_schema(context: Context, node: Node) -> None:
    """IMPORT FOREIGN SCHEMA makes tables that only the other server knows."""
    foreign_server(context, node["server_name"])
    schema = node["local_schema"]
    if context.catalog.schema(schema) is None:
        context.assume_schema(schema)
    context.unknown("existence", schema, None, "IMPORT FOREIGN SCHEMA makes tables of another server")


def foreign_server(context: Context, name: str) -> Other | None:
    """Return the server that a statement names."""
    return other_in_use(context, NamedOther(KINDS["OBJECT_FOREIGN_SERVER"], Name(None, name)))


def create_operator_class(context: Context, node: Node) -> None:
    """CREATE OPERATOR CLASS; without FAMILY it gets a family of its name, unless there is one."""
    name, method = list_name(node["opclassname"]), node["amname"]
    _need_superuser(context, "must be superuser to create an operator class")
    row = _put_named(context, "OBJECT_OPCLASS", name, method=method)
    if row is not None and "opfamilyname" not in node:
        _put_named(context, "OBJECT_OPFAMILY", name, True, method)


def create_operator_family(context: Context, node: Node) -> None:
    """CREATE OPERATOR FAMILY."""
    _need_superuser(context, "must be superuser to create an operator family")
    _put_named(context, "OBJECT_OPFAMILY", list_name(node["opfamilyname"]), method=node["amname"])


def create_conversion(context: Context, node: Node) -> None:
    """CREATE CONVERSION."""
    _put_named(context, "OBJECT_CONVERSION", list_name(node["conversion_name"]))


def create_access_method(context: Context, node: Node) -> None:
    """CREATE ACCESS METHOD."""
    _need_superuser(context, f'permission denied to create access method "{node["amname"]}"')
    _put_named(context, "OBJECT_ACCESS_METHOD", Name(None, node["amname"]))


def _need_superuser(context: Context, message: str) -> None:
    if not is_superuser(context):
        context.refuse("42501", message)


def create_cast(context: Context, node: Node) -> None:
    """CREATE CAST."""
    put_other(context, "cast", None, "")


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
        schema, own = relation.schema, _statistics_name(context, relation, join_columns(parts))
    else:
        return
    if found := context.catalog.others.first("name", ("statistics", schema, own)):
        if node.get("if_not_exists"):
            return
        if node.get("defnames"):
            context.refuse("42710", f'statistics object "{own}" already exists', oid=found.oid, names=(own,))
    needs = _columns(relation, node) if isinstance(relation, (Table, View)) else frozenset[Ref]()
    put_other(context, "statistics", schema, own, relation=relation.oid if relation else None, depends=needs)


def _statistics_name(context: Context, relation: Relation, columns: str) -> str:
    """Return a name that no statistics of the schema has (ChooseExtendedStatisticName in commands/statscmds.c)."""
    taken, number = context.catalog.others, 0
    while True:
        own = make_object_name(relation.name, columns, f"stat{number or ''}")
        if taken.first("name", ("statistics", relation.schema, own)) is None:
            return own
        number += 1


def _columns(relation: Table | View, node: Node) -> frozenset[Ref]:
    """Return the columns of statistics: they are dropped with each of them."""
    names = [e["StatsElem"].get("name", "") for e in node.get("exprs", ())]
    found = {Ref(relation.oid, column.attnum) for name in names if (column := relation.column(name))}
    return frozenset(found | {Ref(relation.oid)})


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
    needs = frozenset({Ref(relation.oid)})
    put_other(context, "rule", relation.schema, name, relation=relation.oid, depends=needs)


HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    "DefineStmt": define,
    "CreateStatsStmt": create_statistics,
    "RuleStmt": create_rule,
    "CreateFdwStmt": create_wrapper,
    "CreateForeignServerStmt": create_server,
    "ImportForeignSchemaStmt": import_foreign_schema,
    "CreateOpClassStmt": create_operator_class,
    "CreateOpFamilyStmt": create_operator_family,
    "CreateConversionStmt": create_conversion,
    "CreateAmStmt": create_access_method,
    "CreateCastStmt": create_cast,
}
