"""ALTER TABLE: its subcommands run in PostgreSQL's passes, not in the order written (commands/tablecmds.c)."""

from __future__ import annotations

from collections.abc import Callable

from ....catalog import Index, Relation, Sequence, Table, View
from ....catalog.changes import ViewOptionsChanged
from ....record import replace
from ....syntax.source import Node
from ....syntax.tree import range_name
from ...checks.assumptions import relation_of
from ...state.context import Context
from ..access.roles import refuse_not_owner
from ..types.composite_types import alter_composite
from . import alter_columns, alter_constraints, alter_not_null, alter_whole_table
from .alter_column_type import prepare_type
from .alter_passes import ADD_COLUMN, COLUMN_ATTRIBUTES, DROP, EXPRESSION, INDEX, MISC, OTHER, TYPE, Work
from .reloptions import refuse_options, refuse_wrong_view_option, with_options, without_options

Run = Callable[[Work, Node], None]

_INDEX_KINDS = frozenset({"CONSTR_PRIMARY", "CONSTR_UNIQUE", "CONSTR_EXCLUSION"})

_COMMANDS: dict[str, tuple[int, Run]] = {
    "AT_DropColumn": (DROP, alter_columns.drop_column),
    "AT_DropConstraint": (DROP, alter_constraints.drop_constraint),
    "AT_DropNotNull": (DROP, alter_not_null.drop_not_null),
    "AT_DropIdentity": (DROP, alter_columns.drop_identity),
    "AT_DropExpression": (DROP, alter_columns.drop_expression),
    "AT_AlterColumnType": (TYPE, alter_columns.alter_type),
    "AT_AddColumn": (ADD_COLUMN, alter_columns.add_column),
    "AT_SetExpression": (EXPRESSION, alter_columns.set_expression),
    "AT_SetNotNull": (COLUMN_ATTRIBUTES, alter_not_null.set_not_null),
    "AT_SetIdentity": (MISC, alter_columns.set_identity),
    "AT_AddIdentity": (OTHER, alter_columns.add_identity),
    "AT_ValidateConstraint": (MISC, alter_constraints.validate_constraint),
    "AT_AlterConstraint": (MISC, alter_constraints.alter_constraint),
    "AT_EnableRowSecurity": (MISC, alter_whole_table.row_security),
    "AT_DisableRowSecurity": (MISC, alter_whole_table.row_security),
    "AT_ForceRowSecurity": (MISC, alter_whole_table.row_security),
    "AT_NoForceRowSecurity": (MISC, alter_whole_table.row_security),
    "AT_EnableTrig": (MISC, alter_whole_table.triggers),
    "AT_EnableAlwaysTrig": (MISC, alter_whole_table.triggers),
    "AT_EnableReplicaTrig": (MISC, alter_whole_table.triggers),
    "AT_DisableTrig": (MISC, alter_whole_table.triggers),
    "AT_EnableTrigAll": (MISC, alter_whole_table.triggers),
    "AT_DisableTrigAll": (MISC, alter_whole_table.triggers),
    "AT_EnableTrigUser": (MISC, alter_whole_table.triggers),
    "AT_DisableTrigUser": (MISC, alter_whole_table.triggers),
    "AT_AddInherit": (MISC, alter_whole_table.add_inherit),
    "AT_DropInherit": (MISC, alter_whole_table.drop_inherit),
    "AT_AttachPartition": (MISC, alter_whole_table.attach),
    "AT_DetachPartition": (MISC, alter_whole_table.detach),
    "AT_SetRelOptions": (MISC, alter_whole_table.set_options),
    "AT_ResetRelOptions": (MISC, alter_whole_table.reset_options),
    "AT_ReplicaIdentity": (MISC, alter_whole_table.set_replica_identity),
    "AT_ClusterOn": (MISC, alter_whole_table.cluster_on),
    "AT_SetLogged": (MISC, alter_whole_table.set_logged),
    "AT_SetUnLogged": (MISC, alter_whole_table.set_logged),
    "AT_ChangeOwner": (MISC, alter_whole_table.change_owner),
    "AT_SetStatistics": (MISC, alter_columns.touch),
    "AT_SetStorage": (MISC, alter_columns.touch),
    "AT_SetCompression": (MISC, alter_columns.touch),
    "AT_SetOptions": (MISC, alter_columns.touch),
    "AT_ResetOptions": (MISC, alter_columns.touch),
}


def _pass(command: Node) -> tuple[int, Run] | None:
    """Return the pass of a subcommand and its function; None if it doesn't change the catalog."""
    kind = command["subtype"]
    if kind == "AT_ColumnDefault":
        return (OTHER if "def" in command else DROP), alter_columns.set_default
    if kind == "AT_AddConstraint":
        is_index = command["def"]["Constraint"]["contype"] in _INDEX_KINDS
        return (INDEX if is_index else OTHER), alter_constraints.add_constraint
    return _COMMANDS.get(kind)


_OBJECTS: dict[str, tuple[str, ...]] = {
    "OBJECT_VIEW": ("view",),
    "OBJECT_MATVIEW": ("materialized view",),
    "OBJECT_INDEX": ("index",),
    "OBJECT_SEQUENCE": ("sequence",),
    "OBJECT_FOREIGN_TABLE": ("foreign table",),
}


def alter(context: Context, node: Node) -> None:
    """ALTER TABLE, and what comes in its shape: ALTER VIEW, INDEX, SEQUENCE, FOREIGN TABLE, TYPE."""
    object_type = node.get("objtype", "OBJECT_TABLE")
    if object_type == "OBJECT_TYPE":
        alter_composite(context, node)
        return
    target = node["relation"]
    relation = context.find(range_name(target))
    kinds = _OBJECTS.get(object_type)
    if relation is None:
        if node.get("missing_ok"):
            return
        if kinds and kinds != ("foreign table",):
            _note(context, target, kinds[0])
            return
        relation = relation_of(context, target)
        assert relation is not None
    assumed = isinstance(relation, Table) and relation.assumed
    if kinds and relation.kind not in kinds and not assumed:
        article = "an" if kinds[0] == "index" else "a"
        message = f'"{relation.name}" is not {article} {kinds[0]}'
        context.refuse("42809", message, target.get("location"), relation.oid, names=(relation.name,))
    refuse_not_owner(context, relation)
    commands = [wrapped["AlterTableCmd"] for wrapped in node.get("cmds", ())]
    if isinstance(relation, Table):
        _alter_table(context, relation, commands, bool(target.get("inh")))
    else:
        _alter_other(context, relation, commands)


def _note(context: Context, target: Node, kind: str) -> None:
    name = range_name(target)
    schema = context.schema_if_missing(name)
    context.note_assumption(kind, f"{schema}.{name.name}", "42P01", target.get("location"))


def _alter_table(context: Context, table: Table, commands: list[Node], recurse: bool) -> None:
    work = Work(context, table.oid, recurse)
    for command in commands:
        if found := _pass(command):
            number, run = found
            work.later(number, run, command)
            if number == TYPE:
                prepare_type(work, command)
    work.run()


_TABLES_ONLY = {
    "AT_EnableRowSecurity": "ENABLE ROW SECURITY",
    "AT_DisableRowSecurity": "DISABLE ROW SECURITY",
    "AT_ForceRowSecurity": "FORCE ROW SECURITY",
    "AT_NoForceRowSecurity": "NO FORCE ROW SECURITY",
    "AT_AddColumn": "ADD COLUMN",
    "AT_DropColumn": "DROP COLUMN",
    "AT_AlterColumnType": "ALTER COLUMN ... SET DATA TYPE",
    "AT_SetNotNull": "ALTER COLUMN ... SET NOT NULL",
    "AT_DropNotNull": "ALTER COLUMN ... DROP NOT NULL",
    "AT_AddConstraint": "ADD CONSTRAINT",
    "AT_DropConstraint": "DROP CONSTRAINT",
    "AT_ValidateConstraint": "VALIDATE CONSTRAINT",
    "AT_AddIdentity": "ALTER COLUMN ... ADD IDENTITY",
}


def _alter_other(context: Context, relation: Relation, commands: list[Node]) -> None:
    """ALTER of a view, materialized view, sequence or index."""
    for command in commands:
        kind = command["subtype"]
        if action := _TABLES_ONLY.get(kind):
            message = f'ALTER action {action} cannot be performed on relation "{relation.name}"'
            context.refuse("42809", message, oid=relation.oid, names=(relation.name,))
        current = context.catalog.relation(relation.oid) or relation
        match kind:
            case "AT_SetRelOptions" | "AT_ResetRelOptions":
                change = with_options if kind == "AT_SetRelOptions" else without_options
                definitions = command.get("def", {}).get("List", {}).get("items")
                if current.kind == "view" and kind == "AT_SetRelOptions":
                    refuse_wrong_view_option(context, definitions, current.oid)
                if current.kind == "materialized view" and kind == "AT_SetRelOptions":
                    refuse_options(context, definitions, "table", current.oid)
                after = context.alter(current, options=change(current.options, definitions))
                if isinstance(after, View):
                    context.emit(ViewOptionsChanged, after.oid, before=current, after=after)
            case "AT_ChangeOwner":
                alter_whole_table.set_owner(context, current, command)
            case "AT_AttachPartition" if isinstance(current, Index):
                part = context.find(range_name(command["def"]["PartitionCmd"]["name"]))
                if isinstance(part, Index):
                    context.put(replace(part, parent=current.oid))
            case "AT_SetLogged" | "AT_SetUnLogged" if isinstance(current, Sequence):
                context.alter(current, persistence="p" if kind == "AT_SetLogged" else "u")


HANDLERS: dict[str, Callable[[Context, Node], None]] = {"AlterTableStmt": alter}
