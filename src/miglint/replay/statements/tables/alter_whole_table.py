"""ALTER TABLE on the table as a whole: row security, triggers, inheritance, partitions, options, owner."""

from __future__ import annotations

from typing import Any, Literal

from ....catalog import Index, Relation, Table
from ....catalog.changes import RowSecurityChanged, TriggerAltered
from ....catalog.table_parts import TriggerFiring
from ....record import replace
from ....syntax.source import Node
from ....syntax.tree import clip, role_name
from ...checks.assumptions import relation_of
from ...state.context import Context
from ..access.ownership import change_owner as give_ownership
from ..access.roles import assume_role, refuse_new_owner
from .alter_passes import Work
from .column_definitions import with_column
from .constraints import inherit_check, refuse_missing_check
from .partition_rules import refuse_columns, refuse_inherit, refuse_partition_change
from .partitions import attach_partition, detach_partition
from .reloptions import refuse_options, with_options, without_options

_ROW_SECURITY: dict[str, dict[str, Any]] = {
    "AT_EnableRowSecurity": {"rls_enabled": True},
    "AT_DisableRowSecurity": {"rls_enabled": False},
    "AT_ForceRowSecurity": {"rls_forced": True},
    "AT_NoForceRowSecurity": {"rls_forced": False},
}


def row_security(work: Work, command: Node) -> None:
    """ENABLE, DISABLE, FORCE and NO FORCE ROW LEVEL SECURITY."""
    before = work.table
    if before.kind == "foreign table":
        message = f'ALTER action ENABLE ROW SECURITY cannot be performed on relation "{before.name}"'
        work.context.refuse("42809", message, oid=before.oid, names=(before.name,))
    after = work.context.alter(before, **_ROW_SECURITY[command["subtype"]])
    work.context.emit(RowSecurityChanged, after.oid, before=before, after=after)


_FIRING: dict[str, TriggerFiring] = {
    "AT_DisableTrig": "DISABLED",
    "AT_DisableTrigAll": "DISABLED",
    "AT_DisableTrigUser": "DISABLED",
    "AT_EnableAlwaysTrig": "ALWAYS",
    "AT_EnableReplicaTrig": "REPLICA",
}


def triggers(work: Work, command: Node) -> None:
    """ENABLE and DISABLE TRIGGER, of one or of all."""
    context, kind = work.context, command["subtype"]
    name = clip(command["name"]) if "name" in command else None
    found = False
    for trigger in context.catalog.triggers_of(work.oid):
        if name in (None, trigger.name):
            found = True
            after = replace(trigger, firing=_FIRING.get(kind, "ORIGIN"), changed=context.statement)
            context.catalog.triggers.put(trigger.oid, after)
            context.emit(TriggerAltered, work.oid, before=trigger, after=after)
    if name and not found and context.catalog.knows("triggers", work.table):
        message = f'trigger "{name}" for table "{work.table.name}" does not exist'
        context.refuse("42704", message, oid=work.oid, names=(name, work.table.name))


def _other_table(work: Work, range_var: Node) -> Table:
    relation = relation_of(work.context, range_var)
    if not isinstance(relation, Table):
        name = relation.name if relation else ""
        work.context.refuse("42809", f'"{name}" is not a table', range_var.get("location"), work.oid, names=(name,))
    return relation


def attach(work: Work, command: Node) -> None:
    """ATTACH PARTITION."""
    partition = command["def"]["PartitionCmd"]
    target = partition["name"]
    other = _other_table(work, target)
    attach_partition(work.context, work.table, other, target.get("location"), partition.get("bound"))


def detach(work: Work, command: Node) -> None:
    """DETACH PARTITION."""
    detach_partition(work.context, work.table, _other_table(work, command["def"]["PartitionCmd"]["name"]))


def add_inherit(work: Work, command: Node) -> None:
    """INHERIT: the child must have the parent's columns already."""
    context, child = work.context, work.table
    parent = _other_table(work, command["def"]["RangeVar"])
    refuse_inherit(context, parent, child)
    if parent.oid in child.parents:
        message = f'relation "{parent.name}" would be inherited from more than once'
        context.refuse("42P07", message, oid=child.oid, names=(parent.name,))
    refuse_columns(context, parent, child)
    child = context.alter(child, parents=(*child.parents, parent.oid))
    for check in context.catalog.constraints_of(parent.oid):
        if check.kind == "check" and not check.no_inherit:
            refuse_missing_check(context, child, check)
            inherit_check(context, child, parent, check)


def drop_inherit(work: Work, command: Node) -> None:
    """NO INHERIT: columns and checks stay as the child's own."""
    context, child = work.context, work.table
    parent = _other_table(work, command["def"]["RangeVar"])
    if parent.oid in child.parents:
        refuse_partition_change(context, child)
    if parent.oid not in child.parents and context.catalog.knows("columns", child):
        message = f'relation "{parent.name}" is not a parent of relation "{child.name}"'
        context.refuse("42P01", message, oid=child.oid, names=(parent.name, child.name))
    for column in child.columns:
        if column.inherited and parent.column(column.name):
            child = replace(child, columns=with_column(child, replace(column, inherited=False)))
    context.alter(child, parents=tuple(oid for oid in child.parents if oid != parent.oid))
    own = {c.oid for c in context.catalog.constraints_of(parent.oid)}
    for constraint in context.catalog.constraints_of(child.oid):
        if constraint.parent in own:
            context.catalog.constraints.put(constraint.oid, replace(constraint, parent=None, inherited=False))


def _definitions(command: Node) -> list[Node]:
    found: list[Node] = command.get("def", {}).get("List", {}).get("items", [])
    return found


def set_options(work: Work, command: Node) -> None:
    """SET (storage parameters)."""
    refuse_options(work.context, _definitions(command), "table", work.oid)
    work.context.alter(work.table, options=with_options(work.table.options, _definitions(command)))


def reset_options(work: Work, command: Node) -> None:
    """RESET (storage parameters)."""
    work.context.alter(work.table, options=without_options(work.table.options, _definitions(command)))


_REPLICA_IDENTITIES: dict[str, Literal["DEFAULT", "NOTHING", "FULL", "USING INDEX"]] = {
    "d": "DEFAULT",
    "n": "NOTHING",
    "f": "FULL",
    "i": "USING INDEX",
}


def set_replica_identity(work: Work, command: Node) -> None:
    """REPLICA IDENTITY."""
    context, table, identity = work.context, work.table, command["def"]["ReplicaIdentityStmt"]
    kind = _REPLICA_IDENTITIES[identity["identity_type"]]
    index = 0
    if kind == "USING INDEX":
        found = context.catalog.named(table.schema, clip(identity["name"]))
        if isinstance(found, Index):
            index = found.oid
        elif context.catalog.knows("indexes", table):
            message = f'index "{identity["name"]}" for table "{table.name}" does not exist'
            context.refuse("42704", message, oid=table.oid, names=(identity["name"], table.name))
    context.alter(table, replica_identity=kind, replica_index=index)


def cluster_on(work: Work, command: Node) -> None:
    """CLUSTER ON: an index of the table."""
    name = clip(command["name"])
    found = any(index.name == name for index in work.context.catalog.indexes(work.oid))
    if not found and work.context.catalog.knows("indexes", work.table):
        message = f'index "{name}" for table "{work.table.name}" does not exist'
        work.context.refuse("42704", message, oid=work.oid, names=(name, work.table.name))


def set_logged(work: Work, command: Node) -> None:
    """SET LOGGED and UNLOGGED."""
    work.context.alter(work.table, persistence="p" if command["subtype"] == "AT_SetLogged" else "u")


def change_owner(work: Work, command: Node) -> None:
    """OWNER TO."""
    set_owner(work.context, work.table, command)


def set_owner(context: Context, relation: Relation, command: Node) -> None:
    """OWNER TO, of any relation."""
    spec = command["newowner"]
    owner = role_name(spec, context.session.role)
    assume_role(context, owner, spec.get("location"))
    refuse_new_owner(context, owner, spec.get("location"))
    give_ownership(context, relation, owner, spec.get("location"))
