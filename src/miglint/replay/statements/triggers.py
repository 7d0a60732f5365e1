"""CREATE TRIGGER and CREATE, ALTER EVENT TRIGGER (PostgreSQL docs, 37 Triggers, 38 Event Triggers)."""

from __future__ import annotations

from collections.abc import Callable

from ...analysis.column_references import SYSTEM_COLUMNS
from ...analysis.postgres.extension_functions import schema_of_function
from ...catalog import EventTrigger, Expression, Table, Trigger, View
from ...catalog.changes import TriggerCreated
from ...record import replace
from ...syntax.source import Node
from ...syntax.tree import clip, items, list_name, strings, walk
from ..checks.absent_names import refuse_absent_routine
from ..checks.assumptions import relation_of
from ..checks.expression_checks import stored_expression
from ..checks.extension_facts import may_come_from_extension
from ..checks.missing_extensions import extension_hint
from ..checks.purposes import WHEN
from ..lookup.routine_lookup import visible_routines
from ..state.context import Context
from .common.transition_tables import refuse_transitions
from .tables.column_definitions import known_column, refuse_subquery

# catalog/pg_trigger.h
_BEFORE, _INSTEAD = 1 << 1, 1 << 6
_INSERT, _DELETE = 1 << 2, 1 << 3
_EVENTS = {1 << 2: "INSERT", 1 << 3: "DELETE", 1 << 4: "UPDATE", 1 << 5: "TRUNCATE"}


def create_trigger(context: Context, node: Node) -> None:
    range_var = node["relation"]
    relation = relation_of(context, range_var)
    if not isinstance(relation, (Table, View)):
        context.refuse(
            "42809",
            f'relation "{range_var["relname"]}" cannot have triggers',
            range_var.get("location"),
            names=(range_var["relname"],),
        )
    if "whenClause" in node:
        refuse_subquery(context, node["whenClause"], WHEN)
    timing = node.get("timing", 0)
    events = node.get("events", 0)
    function, function_name = trigger_function(context, node["funcname"])
    columns = tuple(_column(context, relation, name) for name in strings(node.get("columns")))
    trigger = Trigger(
        oid=0,
        origin=context.statement,
        changed=context.statement,
        relation=relation.oid,
        name=clip(node["trigname"]),
        timing="BEFORE" if timing & _BEFORE else "INSTEAD OF" if timing & _INSTEAD else "AFTER",
        events=tuple(sorted(name for bit, name in _EVENTS.items() if events & bit)),
        level="ROW" if node.get("row") else "STATEMENT",
        function=function,
        function_name=function_name,
        columns=tuple(n for n in columns if n),
        when=_condition(context, node, relation) if "whenClause" in node else None,
        constraint=node.get("isconstraint", False),
        arguments=tuple(strings(node.get("args"))),
        deferrable=node.get("deferrable", False),
        initially_deferred=node.get("initdeferred", False),
        transitions=tuple(_transition(wrapped["TriggerTransition"]) for wrapped in node.get("transitionRels") or ()),
    )
    _check_level(context, trigger, relation)
    if trigger.transitions:
        refuse_transitions(context, trigger, relation, bool(node.get("columns")))
    put_trigger(context, trigger, relation, node.get("replace", False))


def _condition(context: Context, node: Node, relation: Table | View) -> Expression:
    """Return WHEN; refuse what it reads of a row that isn't there, or isn't filled yet (CreateTriggerFiringOn in
    commands/trigger.c)."""
    condition = stored_expression(context, node["whenClause"], relation, WHEN)
    events, before = node.get("events", 0), node.get("timing", 0) & _BEFORE
    for _, column in walk(node["whenClause"], ("ColumnRef",)):
        row, *names = strings(column["fields"])
        if row not in ("old", "new"):
            continue
        name = names[0] if names else "*"
        why = ""
        if not node.get("row"):
            why = "statement trigger's WHEN condition cannot reference column values"
        elif row == "old" and events & _INSERT:
            why = "INSERT trigger's WHEN condition cannot reference OLD values"
        elif row == "new" and events & _DELETE:
            why = "DELETE trigger's WHEN condition cannot reference NEW values"
        elif row == "new" and before and name in SYSTEM_COLUMNS:
            message = "BEFORE trigger's WHEN condition cannot reference NEW system columns"
            context.refuse("0A000", message, column.get("location"), relation.oid)
        elif row == "new" and before and any(c.generated and name in ("*", c.name) for c in relation.columns):
            why = "BEFORE trigger's WHEN condition cannot reference NEW generated columns"
        if why:
            context.refuse("42P17", why, column.get("location"), relation.oid)
    return condition


def _transition(node: Node) -> tuple[str, str]:
    return ("NEW" if node.get("isNew") else "OLD"), node["name"]


def _column(context: Context, relation: Table | View, name: str) -> int:
    """Return a column of UPDATE OF; 0 where the relation's columns are not all known."""
    if isinstance(relation, Table):
        return known_column(context, context.catalog.table(relation.oid) or relation, name).attnum
    column = relation.column(name)
    return column.attnum if column else 0


def put_trigger(context: Context, trigger: Trigger, relation: Table | View, replacing: bool = False) -> None:
    """Add a trigger to its relation, and for rows of a partitioned table a clone of it to each partition."""
    catalog = context.catalog
    old = next((t for t in catalog.triggers_of(relation.oid) if t.name == trigger.name), None)
    if old is not None and not replacing and catalog.knows("triggers", relation):
        message = f'trigger "{trigger.name}" for relation "{relation.name}" already exists'
        context.refuse("42710", message, oid=relation.oid, names=(trigger.name, relation.name))
    trigger = replace(trigger, oid=old.oid if old else catalog.new_oid())
    catalog.triggers.put(trigger.oid, trigger)
    context.emit(TriggerCreated, relation.oid, trigger=trigger)
    if trigger.level == "ROW" and isinstance(relation, Table) and relation.kind == "partitioned table":
        for partition in catalog.children_of(relation.oid):
            clone_trigger(context, trigger, relation, partition)


def clone_trigger(context: Context, trigger: Trigger, parent: Table, partition: Table) -> None:
    """Give a partition its clone of a row trigger (PostgreSQL, CloneRowTriggersToPartition)."""
    columns = tuple(c.attnum for name in parent.names(trigger.columns) if (c := partition.column(name)))
    when = trigger.when and stored_expression(context, trigger.when.node, partition, WHEN)
    clone = replace(trigger, oid=0, relation=partition.oid, columns=columns, when=when, parent=trigger.oid)
    put_trigger(context, clone, partition, replacing=True)


def trigger_function(context: Context, nodes: list[Node], returns: str = "trigger") -> tuple[int, str]:
    """Return the oid of a trigger's function and its "schema.name"; the oid is 0 for PostgreSQL's, an extension's or an
    unknown one."""
    name = list_name(nodes)
    for routine in visible_routines(context, name):
        if not routine.input_types:
            if routine.returns is not None and routine.returns.name != returns:
                context.refuse("42P17", f"function {routine.name} must return type {returns}", oid=routine.oid)
            return routine.oid, routine.qualified
    if name.schema is None and name.name in _BUILTIN:
        return 0, f"pg_catalog.{name.name}"
    if not context.replay.in_prelude and not may_come_from_extension(context, name):
        refuse_absent_routine(context, name, "()")
        if context.catalog.knows("routines"):
            hint = extension_hint(context, "function", name.name)
            context.note_assumption("function", f"{name.schema or 'public'}.{clip(name.name)}", "42883", hint=hint)
    schema = name.schema or schema_of_function(context.catalog, context.session.schemas, clip(name.name)) or "public"
    return 0, f"{schema}.{clip(name.name)}"


def _check_level(context: Context, trigger: Trigger, relation: Table | View) -> None:
    """Which triggers a relation can have (PostgreSQL, commands/trigger.c)."""
    instead = trigger.timing == "INSTEAD OF"
    if isinstance(relation, View):
        if not instead and trigger.level == "ROW":
            context.refuse("42809", f'"{relation.name}" is a view', oid=relation.oid, names=(relation.name,))
    elif instead:
        context.refuse("42809", f'"{relation.name}" is a table', oid=relation.oid, names=(relation.name,))


def create_event_trigger(context: Context, node: Node) -> None:
    name = clip(node["trigname"])
    if context.catalog.event_triggers.get(name):
        context.refuse("42710", f'event trigger "{name}" already exists', names=(name,))
    tags: list[str] = []
    for option in node.get("whenclause") or ():
        tags += strings(items(option["DefElem"].get("arg")))
    function, function_name = trigger_function(context, node["funcname"], "event_trigger")
    trigger = EventTrigger(
        oid=context.catalog.new_oid(),
        origin=context.statement,
        changed=context.statement,
        name=name,
        event=node["eventname"],
        tags=tuple(tags),
        function=function,
        function_name=function_name,
    )
    context.catalog.event_triggers.put(name, trigger)


def alter_event_trigger(context: Context, node: Node) -> None:
    trigger = context.catalog.event_triggers.get(clip(node["trigname"]))
    if trigger is not None:
        enabled = node.get("tgenabled", "O") != "D"
        after = replace(trigger, enabled=enabled, changed=context.statement)
        context.catalog.event_triggers.put(trigger.name, after)


_BUILTIN = frozenset(
    {"suppress_redundant_updates_trigger", "tsvector_update_trigger", "tsvector_update_trigger_column"}
)

HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    "CreateTrigStmt": create_trigger,
    "CreateEventTrigStmt": create_event_trigger,
    "AlterEventTrigStmt": alter_event_trigger,
}
