"""Triggers of the migrations that make something when rows change (PostgreSQL docs, 41.10.1)."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import Any

from ...catalog import Routine, Table, Trigger
from ...catalog.store import Store
from ...syntax.source import Node
from ...syntax.tokens import tokens
from ...syntax.tree import range_name
from ..catalog_queries.known_values import UNKNOWN, GaveUp, RowValue
from ..catalog_queries.name_scope import NameScope
from ..state.attempt import Attempt
from ..state.context import Context
from .called_routines import run_inside
from .interpreter import BY_DATA, MAX_STEPS, Interpreter, Signal
from .unknown_effects import taints_of_body

DATA_CHANGES = {"InsertStmt": "INSERT", "UpdateStmt": "UPDATE", "DeleteStmt": "DELETE"}
"""The events that triggers know statements by."""

_MAKING = frozenset({"create", "alter", "drop", "grant", "revoke", "execute"})
"""Words of a body that may change the catalog."""

_MAY_MAKE = re.compile(rf"\b(?:{'|'.join(sorted(_MAKING))})\b", re.I)
"""Finds such a word, if only in a comment: most bodies have none, and need not be read by their tokens."""

_MAX_STEPS = 300
"""The most statements that a trigger may run for one statement: what makes things is short."""

_MAX_ROWS = 50
"""The most rows of one INSERT that a trigger is run for."""


def making_triggers(context: Context, kind: str, node: Node) -> list[tuple[Trigger, Routine]]:
    """Return the triggers that a data statement fires and that may change the catalog, with their functions."""
    event = DATA_CHANGES.get(kind)
    table = context.find(range_name(node["relation"])) if event else None
    if not isinstance(table, Table):
        return []
    found = [
        (trigger, routine)
        for trigger in context.catalog.triggers_of(table.oid)
        if event in trigger.events
        and trigger.enabled
        and (routine := context.catalog.routine(trigger.function)) is not None
        and routine.body
        and _may_make(context, routine.body)
    ]
    return sorted(found, key=lambda pair: pair[0].name)


def _may_make(context: Context, body: str) -> bool:
    """Return whether a body may change the catalog by itself, or by a routine that it calls."""
    if _makes(body):
        return True
    routines = context.catalog.routines
    return not _called(body).isdisjoint(_making(routines, len(routines.changes)))


@lru_cache(maxsize=4)
def _making(routines: Store[Routine], changes: int) -> frozenset[str]:
    """Return the names of the migrations' routines that may change the catalog, after so many changes of routines."""
    return frozenset([r.name for r in routines if r.origin is not None and r.body and _makes(r.body)])


@lru_cache(maxsize=2048)
def _makes(body: str) -> bool:
    """Return whether a body has a word that may change the catalog."""
    return _MAY_MAKE.search(body) is not None and not _MAKING.isdisjoint(
        [body[t.start : t.end].lower() for t in tokens(body) if t.kind == "name"]
    )


@lru_cache(maxsize=512)
def _called(body: str) -> frozenset[str]:
    """Return the names before a parenthesis."""
    called, last = set(), ""
    for token in tokens(body):
        word = body[token.start : token.end].lower()
        if word == "(" and last:
            called.add(last)
        last = word if token.kind == "name" else ""
    return frozenset(called)


def fire_triggers(run: Interpreter, kind: str, node: Node, scope: NameScope) -> None:
    """Run such triggers: for each row that is certain, and as what may be otherwise. One that ends in an error may have
    been given other rows."""
    for trigger, routine in making_triggers(run.context, kind, node):
        attempt, steps = Attempt(run.context), run.steps
        run.steps = max(steps, MAX_STEPS - _MAX_STEPS)
        try:
            _fire(run, trigger, routine, kind, node, scope)
        except GaveUp:
            attempt.undo()
            if taints := taints_of_body(routine.body):
                run.note("a trigger takes too many steps", taints)
        finally:
            run.steps = steps


def _fire(run: Interpreter, trigger: Trigger, routine: Routine, kind: str, node: Node, scope: NameScope) -> None:
    table = run.context.catalog.table(trigger.relation)
    if table is None:
        return
    rows = _rows(run, trigger, table, kind, node, scope)
    for row in rows if rows is not None else [RowValue(dict.fromkeys(_names(table), UNKNOWN))]:
        act = partial(_run, run, routine, _variables(trigger, table, kind, row))
        if rows is None:
            run.perhaps(act, BY_DATA)
            continue
        tried = run.trial(act)
        if not tried.failed and (tried.effect or tried.taints):
            act()


def _names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def _rows(
    run: Interpreter, trigger: Trigger, table: Table, kind: str, node: Node, scope: NameScope
) -> list[RowValue] | None:
    """Return the new rows that a trigger is run for, one of unknown values for a statement; None if not known."""
    if trigger.when is not None:
        return None
    if trigger.level == "STATEMENT":
        return [RowValue()] if not trigger.columns else None
    values = node.get("selectStmt", {}).get("SelectStmt", {}).get("valuesLists")
    if kind != "InsertStmt" or not values or len(values) > _MAX_ROWS or "onConflictClause" in node:
        return None
    names = [column["ResTarget"]["name"] for column in node.get("cols", ())] or _names(table)
    found = []
    for row in values:
        given = run.evaluator.values(row["List"]["items"], NameScope(scope))
        found.append(RowValue({**dict.fromkeys(_names(table), UNKNOWN), **dict(zip(names, given, strict=False))}))
    return found


def _variables(trigger: Trigger, table: Table, kind: str, row: RowValue) -> dict[str, Any]:
    """Return what a trigger's function is told."""
    old = RowValue(dict.fromkeys(row, UNKNOWN))
    return {
        "new": None if kind == "DeleteStmt" else row,
        "old": None if kind == "InsertStmt" else old,
        "tg_op": DATA_CHANGES[kind],
        "tg_name": trigger.name,
        "tg_when": trigger.timing,
        "tg_level": trigger.level,
        "tg_table_name": table.name,
        "tg_relname": table.name,
        "tg_table_schema": table.schema,
        "tg_relid": table.oid,
        "tg_argv": UNKNOWN,
        "tg_nargs": UNKNOWN,
    }


def _run(run: Interpreter, routine: Routine, variables: dict[str, Any]) -> Signal:
    run_inside(run, routine, variables)
    return None
