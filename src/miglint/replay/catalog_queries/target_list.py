"""The target list of a query: columns, rows, stars, labels; and the sets that functions return."""

from __future__ import annotations

from typing import Any

from ...syntax.source import Node
from ...syntax.tree import list_name, strings
from ..state.refused import Refused
from .aggregates import AGGREGATES
from .array_functions import as_array, elements, string_to_array
from .evaluator import Evaluator
from .known_values import UNKNOWN, RowValue, known
from .name_scope import NameScope, QueryRows

MAX_SERIES = 10_000
"""Rows of generate_series() that are made; of more, none is known."""


def series(evaluator: Evaluator, call: Node, scope: NameScope) -> list[Any] | QueryRows | None:
    """Return the rows of a set-returning function; None if they can't be known."""
    name = list_name(call["funcname"]).name
    arguments = evaluator.values(call.get("args"), scope)
    match name, arguments:
        case "unnest", [value]:
            array = as_array(value)
            return list(elements(array)) if isinstance(array, list) else [] if array is None else None
        case "generate_series", [int(first), int(last)] if last - first < MAX_SERIES:
            return list(range(first, last + 1))
        case "generate_series", [int(_), int(_), 0]:
            raise Refused("22023", "step size cannot equal zero")
        case "generate_series", [int(first), int(last), int(step)] if abs(last - first) < MAX_SERIES:
            return list(range(first, last + (1 if step > 0 else -1), step))
        case "pg_event_trigger_ddl_commands" | "pg_event_trigger_dropped_objects", []:
            commands = scope.look_up([f"{name}()"])
            if isinstance(commands, list) and commands:
                return QueryRows(list(commands[0]), [tuple(c.values()) for c in commands], [])
            return QueryRows([], [], []) if isinstance(commands, list) else None
        case "list_queues", [] if list_name(call["funcname"]).schema == "pgmq":
            return _queues(evaluator)
        case "string_to_table", [_, _, *_]:
            found = string_to_array(*arguments)
            return found if isinstance(found, list) else [] if found is None else None
    return _returned(evaluator, call, scope) if evaluator.caller is not None else None


def _queues(evaluator: Evaluator) -> QueryRows | None:
    """Return pgmq.list_queues(): each queue has a table q_<name>, which pgmq.create made."""
    catalog = evaluator.context.catalog
    meta = catalog.named("pgmq", "meta")
    if (
        meta is None
        or not meta.extension
        or catalog.disturbed("existence", meta)
        or any(u.schema == "pgmq" for u in catalog.unknown)
    ):
        return None
    names = [r.name[2:] for r in catalog.relations.by("schema", "pgmq") if r.kind == "table" and r.name[:2] == "q_"]
    columns = ["queue_name", "is_partitioned", "is_unlogged", "created_at"]
    return QueryRows(columns, [(name, UNKNOWN, UNKNOWN, UNKNOWN) for name in names], [])


def _returned(evaluator: Evaluator, call: Node, scope: NameScope) -> list[Any] | QueryRows | None:
    """Return the row of a routine of the migrations that returns one."""
    value = evaluator.value({"FuncCall": call}, scope)
    if isinstance(value, RowValue):
        return QueryRows(list(value), [tuple(value.values())], [])
    return [value] if known(value) and not isinstance(value, list) else None


def has_aggregates(targets: list[Node]) -> bool:
    """Return whether the target list holds an aggregate of this query (not of a sub-select)."""
    stack: list[Any] = [t["val"] for t in targets]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack.extend(node)
        elif isinstance(node, dict):
            if "SubLink" in node:
                continue
            call = node.get("FuncCall")
            if call and list_name(call["funcname"]).name in AGGREGATES and "over" not in call:
                return True
            stack.extend(v for v in node.values() if isinstance(v, (dict, list)))
    return False


def group_key(key: Node, names: dict[str, Node], targets: list[Node]) -> Node:
    match key:
        case {"A_Const": {"ival": {"ival": position}}} if 0 < position <= len(targets):
            return dict(targets[position - 1]["val"])
        case {"ColumnRef": {"fields": [{"String": {"sval": name}}]}} if name in names:
            return names[name]
    return key


def is_star(node: Node) -> bool:
    return "ColumnRef" in node and "A_Star" in node["ColumnRef"]["fields"][-1]


def star(node: Node, scope: NameScope) -> list[tuple[str, Any]]:
    """Return the columns of * or alias.*."""
    fields = node["ColumnRef"]["fields"]
    rows = [scope.rows.get(strings(fields[:1])[0], RowValue())] if len(fields) > 1 else list(scope.rows.values())
    return [pair for row in rows for pair in row.items()]


def label(target: Node) -> str:
    """Return PostgreSQL's name for a column of the target list."""
    if "name" in target:
        return str(target["name"])
    node = target.get("val", {})
    while "TypeCast" in node:
        node = node["TypeCast"]["arg"]
    match node:
        case {"ColumnRef": {"fields": parts}}:
            return strings(parts)[-1]
        case {"FuncCall": {"funcname": parts}}:
            return strings(parts)[-1]
        case {"CoalesceExpr": _}:
            return "coalesce"
        case {"SubLink": {"subLinkType": "EXISTS_SUBLINK"}}:
            return "exists"
    return "?column?"


def distinct(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return list({repr(row): row for row in rows}.values())
