"""ALTER COLUMN TYPE: what it changes and what forbids it (ATPrepAlterColumnType, RememberAllDependentForRebuilding)."""

from __future__ import annotations

from ....analysis.coercion import coerces, plain
from ....analysis.expression_types import type_of
from ....analysis.query import QueryAnalysis
from ....analysis.scope import UNKNOWN, Scope
from ....catalog import Column, DataType, Expression, Ref, Table, View
from ....catalog.changes import ColumnTypeChanged
from ....record import replace
from ....syntax.source import Node
from ....syntax.tree import clip, list_name
from ...checks.expression_checks import check_expression
from ...checks.pseudo_types import refuse_pseudo_type
from ...checks.purposes import using_of
from ...checks.type_errors import is_certain
from ...checks.type_lookup import resolve_type
from ...checks.type_modifiers import refuse_collation
from ...state.context import Context
from ...state.refused import Refused
from ..common.row_types import refuse_row_type_users, refuse_typed
from .alter_passes import Work
from .column_definitions import known_column, refuse_subquery, with_column
from .constraints import fresh
from .foreign_keys import refuse_types
from .partition_rules import is_inherited, refuse_alone, refuse_key_column
from .retyped_expressions import refuse_retyped
from .sequences import owned_column


def prepare_type(work: Work, command: Node) -> None:
    """Check USING over the table as it is before all passes (ATPrepAlterColumnType in commands/tablecmds.c)."""
    definition = command["def"]["ColumnDef"]
    column = work.table.column(clip(command["name"]))
    if (using := definition.get("raw_default")) is None or column is None:
        return
    type = resolve_type(work.context, definition["typeName"])
    after = replace(column, type=type, generated=None)
    refuse_subquery(work.context, using, using_of(after))
    if type is not None:
        check_expression(work.context, using, work.table, using_of(after))


def alter_type(work: Work, command: Node) -> None:
    """ALTER COLUMN ... TYPE, in the table and in all that inherit it."""
    context, definition = work.context, command["def"]["ColumnDef"]
    refuse_typed(context, work.table, "alter column type of")
    name = known_column(context, work.table, command["name"], definition.get("location")).name
    type = resolve_type(context, definition["typeName"])
    refuse_pseudo_type(context, name, type, definition.get("location"))
    collation = definition.get("collClause")
    if collation is not None:
        refuse_collation(context, type, definition.get("location"))
    if is_inherited(context, work.table, name):
        context.refuse("42P16", f'cannot alter inherited column "{name}"', oid=work.oid, names=(name,))
    if not work.recurse:
        message = f'type of inherited column "{name}" must be changed in child tables too'
        refuse_alone(context, work.table, message)
    for table in work.family():
        column = table.column(name)
        if column is None:
            continue
        refuse_key_column(context, table, column, "alter")
        work.before_types.setdefault(table.oid, table)
        _refuse_cast(context, table, column, type, definition)
        _refuse_users(context, table, column)
        refuse_row_type_users(context, table)
        _refuse_default(context, table, column, type, definition)
        foreign_keys = tuple(context.catalog.foreign_keys_on(table.oid, column.attnum))
        changed = replace(
            column,
            type=type,
            default=_kept_default(context, column),
            collation=list_name(collation["collname"]).name if collation else None,
            changed=context.statement,
        )
        after = context.alter(table, columns=with_column(table, changed))
        if column.identity and type and (sequence := owned_column(context, table, column.attnum, identity=True)):
            context.alter(sequence, type=type)
        context.emit(
            ColumnTypeChanged,
            table.oid,
            definition.get("location"),
            table=after,
            before=column,
            after=changed,
            using=definition.get("raw_default"),
            foreign_keys=foreign_keys,
        )
    if not any(command_kind is alter_type for command_kind, _ in _following(work, command)):
        _refuse_keys(work)
        for before in work.before_types.values():
            refuse_retyped(context, before, fresh(context, before))


def _following(work: Work, command: Node) -> list[tuple[object, Node]]:
    """Return the steps of this pass that come after `command`."""
    for steps in work.queue.values():
        for at, (_, other) in enumerate(steps):
            if other is command:
                return list(steps[at + 1 :])
    return []


def _refuse_cast(context: Context, table: Table, column: Column, type: DataType | None, definition: Node) -> None:
    """Refuse (42804) a type to which the column isn't implicitly converted; `prepare_type` judges USING."""
    if type is None or "raw_default" in definition:
        return
    given, wanted = plain(column.type, context.catalog), plain(type, context.catalog)
    if given is None or wanted is None or coerces(given, wanted, context.catalog, "ia") or not is_certain(context):
        return
    spelled = context.catalog.format_type(type)
    raise Refused(
        "42804",
        f'column "{column.name}" cannot be cast automatically to type {spelled}',
        definition.get("location"),
        table.oid,
        hint=f"Convert the values with USING {column.name}::{spelled}.",
        names=(column.name,),
    )


def _refuse_users(context: Context, table: Table, column: Column) -> None:
    """Refuse (0A000) the change if a view, policy, trigger or generated column reads the column."""
    catalog, ref = context.catalog, Ref(table.oid, column.attnum)
    what, users = "", []
    for relation in catalog.relations.by("depends", table.oid):
        if isinstance(relation, View) and ref in relation.depends and catalog.knows("existence", relation):
            what = "used by a view or rule"
            users.append(relation.oid)
    for policy in catalog.policies.by("depends", table.oid):
        owner = catalog.table(policy.relation)
        if ref in policy.depends and owner and catalog.knows("policies", owner):
            what = what or "used in a policy definition"
            users.append(policy.oid)
    for trigger in catalog.triggers.by("depends", table.oid):
        if ref in trigger.depends and trigger.relation == table.oid and catalog.knows("triggers", table):
            what = what or "used in a trigger definition"
            users.append(trigger.oid)
    for other in table.columns:
        if other.generated and other.default and ref in other.default.depends and other.attnum != column.attnum:
            what = what or "used by a generated column"
    if what:
        message = f'cannot alter type of a column {what}: "{column.name}"'
        context.refuse("0A000", message, oid=table.oid, others=tuple(users), reason="type in use", names=(column.name,))


def _refuse_default(context: Context, table: Table, column: Column, type: DataType | None, definition: Node) -> None:
    """Refuse (42804) the change if no assignment brings the column's default to the new type."""
    if column.default is None or column.generated or column.type is None or type is None:
        return
    given, wanted = plain(_type_of_default(context, column), context.catalog), plain(type, context.catalog)
    if given is None or wanted is None or coerces(given, wanted, context.catalog, "ia") or not is_certain(context):
        return
    spelled = context.catalog.format_type(type)
    message = f'default for column "{column.name}" cannot be cast automatically to type {spelled}'
    context.refuse("42804", message, definition.get("location"), table.oid, names=(column.name,))


def _type_of_default(context: Context, column: Column) -> DataType | None:
    """Return the type of a default by itself, without the implicit cast to the column's type."""
    assert column.default is not None
    node = column.default.node
    found = type_of(node, Scope(), QueryAnalysis(context.catalog, context.session.schemas))
    return column.type if found == UNKNOWN else found


def _kept_default(context: Context, column: Column) -> Expression | None:
    """Return the default after the change: a constant of a type of the migrations still needs that type."""
    default = column.default
    if default is None or column.generated or column.type is None or not column.type.oid:
        return default
    return replace(default, depends=default.depends | {Ref(column.type.oid)})


def _refuse_keys(work: Work) -> None:
    """Refuse (42804) the change if a foreign key of the table can't be created again afterwards."""
    context, catalog = work.context, work.context.catalog
    own = [c for c in catalog.constraints_of(work.oid) if c.kind == "foreign key"]
    for key in [*own, *catalog.foreign_keys_to(work.oid)]:
        table, referenced = catalog.table(key.relation), catalog.table(key.ref_relation or 0)
        if table and referenced and catalog.knows("constraints", table) and catalog.knows("columns", referenced):
            refuse_types(context, table, key.name, key.columns, referenced, key.ref_columns, None)
