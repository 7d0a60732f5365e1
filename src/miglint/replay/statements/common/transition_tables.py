"""Transition tables of triggers: REFERENCING OLD | NEW TABLE (CreateTriggerFiringOn in commands/trigger.c)."""

from __future__ import annotations

from ....catalog import Table, Trigger, View
from ...state.context import Context


def refuse_transitions(context: Context, trigger: Trigger, relation: Table | View, of_columns: bool) -> None:
    """Refuse a trigger with transition tables on a relation, for events or in a number that can't have them."""

    def refuse(sqlstate: str, message: str, *names: str) -> None:
        context.refuse(sqlstate, message, oid=relation.oid, names=names)

    if isinstance(relation, View):
        refuse("42809", f'"{relation.name}" is a view', relation.name)
    if isinstance(relation, Table) and relation.kind == "foreign table":
        refuse("42809", f'"{relation.name}" is a foreign table', relation.name)
    if isinstance(relation, Table) and trigger.level == "ROW":
        if relation.kind == "partitioned table":
            refuse("0A000", f'"{relation.name}" is a partitioned table', relation.name)
        if relation.is_partition:
            refuse("0A000", "ROW triggers with transition tables are not supported on partitions")
        if relation.parents:
            refuse("0A000", "ROW triggers with transition tables are not supported on inheritance children")
    if trigger.timing != "AFTER":
        refuse("42P17", "transition table name can only be specified for an AFTER trigger")
    if "TRUNCATE" in trigger.events:
        refuse("0A000", "TRUNCATE triggers with transition tables are not supported")
    if len(trigger.events) > 1:
        refuse("0A000", "transition tables cannot be specified for triggers with more than one event")
    if of_columns:
        refuse("0A000", "transition tables cannot be specified for triggers with column lists")
    kinds = [kind for kind, _ in trigger.transitions]
    for kind, events in (("NEW", ("INSERT", "UPDATE")), ("OLD", ("DELETE", "UPDATE"))):
        if kind in kinds and not any(event in trigger.events for event in events):
            listed = "an INSERT or UPDATE" if kind == "NEW" else "a DELETE or UPDATE"
            refuse("42P17", f"{kind} TABLE can only be specified for {listed} trigger")
        if kinds.count(kind) > 1:
            refuse("42P17", f"{kind} TABLE cannot be specified multiple times")
    names = [name for _, name in trigger.transitions]
    if len(names) > len(set(names)):
        refuse("42P17", "OLD TABLE name and NEW TABLE name cannot be the same")


def refuse_row_transitions(context: Context, child: Table, becomes: str) -> None:
    """Refuse (0A000) a new partition or inheriting table with a row trigger that has transition tables
    (FindTriggerIncompatibleWithInheritance in commands/trigger.c)."""
    for trigger in context.catalog.triggers_of(child.oid):
        if trigger.level == "ROW" and trigger.transitions:
            message = f'trigger "{trigger.name}" prevents table "{child.name}" from becoming {becomes}'
            context.refuse("0A000", message, oid=child.oid, names=(trigger.name, child.name))
