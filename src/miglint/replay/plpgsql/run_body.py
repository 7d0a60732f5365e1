"""Runs a body as part of a statement, and reports what could not be followed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...catalog.changes import SqlNotFollowed
from ...syntax.source import Node
from ..catalog_queries.known_values import GaveUp
from ..state.attempt import Attempt
from ..state.context import Context
from ..state.refused import Refused
from ..state.savepoint import TAKEN_BACK
from .call_effects import action_of, follow, query_rows
from .interpreter import Interpreter, Language
from .routine_arguments import parameters_of
from .statement_kinds import STATEMENTS
from .unknown_effects import taints_of_body, taints_of_changes

_RUN_BODIES = frozenset({"DoStmt", "SelectStmt", "CallStmt"})


_LANGUAGE = Language(STATEMENTS, action_of, follow, query_rows)


def interpreter(context: Context, tree: Node, place: tuple[int, bytes] | None, fresh: bool = False) -> Interpreter:
    """Return an interpreter for a body that knows all statements, and how to run the routines that the body calls."""
    return Interpreter(context, _LANGUAGE, tree, place, fresh)


def run_body(
    context: Context, tree: Node, place: tuple[int, bytes] | None, variables: dict[str, Any] | None = None
) -> None:
    """Run a body, and note what could not be followed. An error that the body doesn't catch takes the whole statement
    along: raise Refused."""

    def started(fresh: bool = False) -> Interpreter:
        run = interpreter(context, tree, place, fresh)
        run.variables.update(variables or {})
        run.scope.parameters = parameters_of(variables or {})
        return run

    run, attempt = started(), Attempt(context)
    try:
        run.run()
    except Refused as refused:
        raised = refused.sqlstate == "P0001" and (refused.statement is None or refused.statement.kind in _RUN_BODIES)
        if raised and context.statement.outer is None and len(context.catalog.assumptions):
            # The history is incomplete: the object that the block misses may exist.
            _give_up(context, run, attempt, "it raises an exception that depends on data that is not in the migrations")
            report(context, run)
            return
        context.replay.doubts.lose(attempt.changes)
        raise
    except GaveUp:
        _give_up(context, run, attempt, "the block takes too many steps")
    if run.reasons and run.evaluator.met_empty:
        run = _on_a_fresh_database(context, run, attempt, started)
    report(context, run)


def _on_a_fresh_database(
    context: Context, run: Interpreter, attempt: Attempt, started: Callable[[bool], Interpreter]
) -> Interpreter:
    """Run a body again, with the tables that nothing has written to taken as empty, and return that run.

    The catalog is then a fresh database's, and everything that `run` left open stays unknown: only changes that `run`
    made as well are reported.
    """
    parts = (*TAKEN_BACK, "filled")  # the first run may have written to tables that are empty when this one begins
    certain = {(type(change), id(change.statement.node)) for change in attempt.changes}
    attempt.undo(parts)
    try:
        started(True).run()
    except (Refused, GaveUp):
        attempt.undo(parts)
        run = started(False)
        run.run()
        return run
    context.changes[attempt.made :] = [c for c in attempt.changes if (type(c), id(c.statement.node)) in certain]
    for taint in run.taints:
        if taint.aspect != "owner":
            context.unknown(taint.aspect, taint.schema, taint.name, run.reasons[0])
    return run


def run_or_give_up(context: Context, run: Interpreter, act: Callable[[], object]) -> None:
    """Do what a statement calls, and report what could not be followed."""
    attempt = Attempt(context)
    try:
        act()
    except GaveUp:
        _give_up(context, run, attempt, "what it calls takes too many steps")
    report(context, run)


def _give_up(context: Context, run: Interpreter, attempt: Attempt, reason: str) -> None:
    """Undo a body; what it did so far is unknown."""
    taints = taints_of_changes(attempt.changes, context.catalog)
    attempt.undo()
    if taints:
        run.note(reason, list(dict.fromkeys(taints)))


def report(context: Context, run: Interpreter) -> None:
    """One SqlNotFollowed for all that was not followed."""
    if not run.reasons:
        return
    blind = {
        f"{t.aspect} of {'.'.join(p for p in (t.schema, t.name) if p)}" if t.name else f"{t.aspect} of everything"
        for t in run.taints
    }
    context.changes.append(
        SqlNotFollowed(
            statement=run.place or context.statement, oid=0, reason=run.reasons[0], blind=tuple(sorted(blind))
        )
    )


def not_followed(context: Context, reason: str, body: str | None) -> None:
    """Mark everything that a body may touch by its words as unknown, if it can't be run at all."""
    taints = taints_of_body(body)
    if body is not None and not taints:
        return
    for taint in taints:
        context.unknown(taint.aspect, None, None, reason)
    context.emit(SqlNotFollowed, 0, reason=reason, blind=tuple(f"{t.aspect} of everything" for t in taints))
