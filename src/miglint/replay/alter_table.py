"""ALTER TABLE: its subcommands run in PostgreSQL's passes, not in the order written (commands/tablecmds.c)."""

from __future__ import annotations

from collections.abc import Callable

from ..catalog import Index, Relation, Sequence, Table, View
from ..changes import ViewOptionsChanged
from ..record import replace
from ..source import Node
from ..tree import range_name, role_name
from . import alter_columns as columns
from . import alter_constraints as constraints
from . import alter_misc as misc
from .alter_passes import ADD_COLUMN, COLUMN_ATTRIBUTES, DROP, EXPRESSION, INDEX, MISC, OTHER, TYPE, Work
from .context import Context
from .reloptions import with_options, without_options, wrong_view_option

Run = Callable[[Work, Node], None]

_INDEX_KINDS = frozenset({"CONSTR_PRIMARY", "CONSTR_UNIQUE", "CONSTR_EXCLUSION"})

_COMMANDS: dict[str, tuple[int, Run]] = {
    "AT_DropColumn": (DROP, columns.drop_column),
    "AT_DropConstraint": (DROP, constraints.drop_constraint),
    "AT_DropNotNull": (DROP, columns.drop_not_null),
    "AT_DropIdentity": (DROP, columns.drop_identity),
    "AT_DropExpression": (DROP, columns.drop_expression),
    "AT_AlterColumnType": (TYPE, columns.alter_type),
    "AT_AddColumn": (ADD_COLUMN, columns.add_column),
    "AT_SetExpression": (EXPRESSION, columns.set_expression),
    "AT_SetNotNull": (COLUMN_ATTRIBUTES, columns.set_not_null),
    "AT_SetIdentity": (COLUMN_ATTRIBUTES, columns.set_identity),
    "AT_AddIdentity": (OTHER, columns.add_identity),
    "AT_ValidateConstraint": (MISC, constraints.validate_constraint),
    "AT_AlterConstraint": (MISC, constraints.alter_constraint),
    "AT_EnableRowSecurity": (MISC, misc.row_security),
    "AT_DisableRowSecurity": (MISC, misc.row_security),
    "AT_ForceRowSecurity": (MISC, misc.row_security),
    "AT_NoForceRowSecurity": (MISC, misc.row_security),
    "AT_EnableTrig": (MISC, misc.triggers),
    "AT_EnableAlwaysTrig": (MISC, misc.triggers),
    "AT_EnableReplicaTrig": (MISC, misc.triggers),
    "AT_DisableTrig": (MISC, misc.triggers),
    "AT_EnableTrigAll": (MISC, misc.triggers),
    "AT_DisableTrigAll": (MISC, misc.triggers),
    "AT_EnableTrigUser": (MISC, misc.triggers),
    "AT_DisableTrigUser": (MISC, misc.triggers),
    "AT_AddInherit": (MISC, misc.add_inherit),
    "AT_DropInherit": (MISC, misc.drop_inherit),
    "AT_AttachPartition": (MISC, misc.attach),
    "AT_DetachPartition": (MISC, misc.detach),
    "AT_SetRelOptions": (MISC, misc.set_options),
    "AT_ResetRelOptions": (MISC, misc.reset_options),
    "AT_SetLogged": (MISC, misc.set_logged),
    "AT_SetUnLogged": (MISC, misc.set_logged),
    "AT_ChangeOwner": (MISC, misc.change_owner),
    "AT_SetStatistics": (MISC, columns.touch),
    "AT_SetStorage": (MISC, columns.touch),
    "AT_SetCompression": (MISC, columns.touch),
    "AT_SetOptions": (MISC, columns.touch),
    "AT_ResetOptions": (MISC, columns.touch),
}


def _pass(command: Node) -> tuple[int, Run] | None:
    """In which pass a subcommand runs, and what runs it; None for what leaves no trace in the catalog."""
    kind = command["subtype"]
    if kind == "AT_ColumnDefault":
        return (OTHER if "def" in command else DROP), columns.set_default
    if kind == "AT_AddConstraint":
        is_index = command["def"]["Constraint"]["contype"] in _INDEX_KINDS
        return (INDEX if is_index else OTHER), constraints.add_constraint
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
        from .composite import alter_composite

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
        relation = context.relation(target)
        assert relation is not None
    assumed = isinstance(relation, Table) and relation.assumed
    if kinds and relation.kind not in kinds and not assumed:
        article = "an" if kinds[0] == "index" else "a"
        message = f'"{relation.name}" is not {article} {kinds[0]}'
        context.refuse("42809", message, target.get("location"), relation.oid)
    commands = [wrapped["AlterTableCmd"] for wrapped in node.get("cmds", ())]
    if isinstance(relation, Table):
        _alter_table(context, relation, commands, bool(target.get("inh")))
    else:
        _alter_other(context, relation, commands)


def _note(context: Context, target: Node, kind: str) -> None:
    name = range_name(target)
    schema = name.schema or next((s for s in context.session.schemas if s != context.session.role), "public")
    context.note_assumption(kind, f"{schema}.{name.name}", "42P01", target.get("location"))


def _alter_table(context: Context, table: Table, commands: list[Node], recurse: bool) -> None:
    work = Work(context, table.oid, recurse)
    for command in commands:
        if found := _pass(command):
            number, run = found
            work.later(number, run, command)
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
            context.refuse("42809", message, oid=relation.oid)
        current = context.catalog.relation(relation.oid) or relation
        match kind:
            case "AT_SetRelOptions" | "AT_ResetRelOptions":
                change = with_options if kind == "AT_SetRelOptions" else without_options
                definitions = command.get("def", {}).get("List", {}).get("items")
                if current.kind == "view" and kind == "AT_SetRelOptions" and (wrong := wrong_view_option(definitions)):
                    context.refuse("22023", wrong, oid=current.oid)
                after = context.alter(current, options=change(current.options, definitions))
                if isinstance(after, View):
                    context.emit(ViewOptionsChanged, after.oid, before=current, after=after)
            case "AT_ChangeOwner":
                change_owner(context, current, command)
            case "AT_AttachPartition" if isinstance(current, Index):
                part = context.find(range_name(command["def"]["PartitionCmd"]["name"]))
                if isinstance(part, Index):
                    context.put(replace(part, parent=current.oid))
            case "AT_SetLogged" | "AT_SetUnLogged" if isinstance(current, Sequence):
                context.alter(current, persistence="p" if kind == "AT_SetLogged" else "u")


def change_owner(context: Context, relation: Relation, command: Node) -> None:
    """OWNER TO."""
    from .ownership import change_owner as give
    from .roles import assume_role

    spec = command["newowner"]
    owner = role_name(spec, context.session.role)
    assume_role(context, owner, spec.get("location"))
    give(context, relation, owner, spec.get("location"))


HANDLERS: dict[str, Callable[[Context, Node], None]] = {"AlterTableStmt": alter}
