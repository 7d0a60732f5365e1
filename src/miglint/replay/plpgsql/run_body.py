"""Runs a body as part of a statement, and says what of it could not be followed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...catalog.changes import SqlNotFollowed
from ...syntax.source import Node
from ..catalog_queries.known_values import GaveUp
from ..state.refusals import refusal
from ..state.refused import Refused

if TYPE_CHECKING:
    from ..state.context import Context
    from .interpreter import Interpreter


def run_body(
    context: Context, tree: Node, place: tuple[int, bytes] | None, variables: dict[str, Any] | None = None
) -> None:
    """Run a body, and say what could not be followed; Refused becomes a change that points at the inner statement."""
    from .interpreter import Interpreter

    def started(fresh: bool = False) -> Interpreter:
        run = Interpreter(context, tree, place, fresh)
        run.variables.update(variables or {})
        return run

    run, before = started(), Before(context)
    try:
        run.run()
    except Refused as refused:
        raised = refused.sqlstate == "P0001" and refused.statement is None
        if raised and len(context.catalog.assumptions):
            # The history begins in the middle: what the block misses may well be there.
            _give_up(context, run, before, "it raises an exception over what the migrations do not tell")
            report(context, run)
            return
        said = refusal(context.statement, refused, context.catalog)
        context.replay.doubts.lose(context.changes[before.made :])
        before.undo(context)
        context.changes.append(said)
        return
    except GaveUp:
        _give_up(context, run, before, "the block takes too many steps")
    if run.reasons and run.evaluator.met_empty:
        run = _on_a_fresh_database(context, run, before, started)
    report(context, run)


class Before:
    """What there was before a body ran."""

    def __init__(self, context: Context) -> None:
        session = context.session
        self.mark, self.made, self.filled = context.catalog.mark(), len(context.changes), context.replay.filled.copy()
        self.session = session.role, session.path, dict(session.settings)

    def undo(self, context: Context) -> None:
        context.catalog.undo(self.mark)
        del context.changes[self.made :]

    def restore(self, context: Context) -> None:
        """Undo all of it: the catalog, the session, and which tables have rows."""
        self.undo(context)
        context.replay.filled = self.filled.copy()
        context.session.role, context.session.path, settings = self.session
        context.session.settings = dict(settings)


def _on_a_fresh_database(
    context: Context, run: Interpreter, before: Before, started: Callable[[bool], Interpreter]
) -> Interpreter:
    """Run a body again, with the tables empty that nothing has written to: the catalog is a fresh database's, and all
    that `run` left open stays unknown: only what it did as well is told as a change. Gives the run that tells what was
    not followed."""
    certain = {(type(change), id(change.statement.node)) for change in context.changes[before.made :]}
    before.restore(context)
    try:
        started(True).run()
    except (Refused, GaveUp):
        before.restore(context)
        run = started(False)
        run.run()
        return run
    made = context.changes[before.made :]
    context.changes[before.made :] = [c for c in made if (type(c), id(c.statement.node)) in certain]
    for taint in run.taints:
        if taint.aspect != "owner":
            context.unknown(taint.aspect, taint.schema, taint.name, run.reasons[0])
    return run


def _give_up(context: Context, run: Interpreter, before: Before, reason: str) -> None:
    """Undo a body; what it did so far is unknown."""
    from .unknown_effects import taints_of_changes

    taints = taints_of_changes(context.changes[before.made :], context.catalog)
    before.undo(context)
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
    """A body that can't be run at all: everything that its words say it may touch is unknown."""
    from .unknown_effects import taints_of_body

    taints = taints_of_body(body)
    if body is not None and not taints:
        return
    for taint in taints:
        context.unknown(taint.aspect, None, None, reason)
    context.emit(SqlNotFollowed, 0, reason=reason, blind=tuple(f"{t.aspect} of everything" for t in taints))
