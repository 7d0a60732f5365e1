"""Runs a body as part of a statement, and says what of it could not be followed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...changes import SqlNotFollowed
from ...source import Node
from ..catalog_query.values import GaveUp
from ..context import Refused
from ..refusals import refusal

if TYPE_CHECKING:
    from ..context import Context
    from .interpreter import Interpreter


def run_body(
    context: Context, tree: Node, place: tuple[int, bytes] | None, variables: dict[str, Any] | None = None
) -> None:
    """Run a body, and say what could not be followed; Refused becomes a change that points at the inner statement."""
    from .interpreter import Interpreter

    run = Interpreter(context, tree, place)
    run.variables.update(variables or {})
    mark, made = context.catalog.mark(), len(context.changes)
    try:
        run.run()
    except Refused as refused:
        raised = refused.sqlstate == "P0001" and refused.statement is None
        if raised and len(context.catalog.assumptions):
            # The history begins in the middle: what the block misses may well be there.
            _give_up(context, run, mark, made, "it raises an exception over what the migrations do not tell")
            report(context, run)
            return
        said = refusal(context.statement, refused, context.catalog)
        context.replay.doubts.lose(context.changes[made:])
        context.catalog.undo(mark)
        del context.changes[made:]
        context.changes.append(said)
        return
    except GaveUp:
        _give_up(context, run, mark, made, "the block takes too many steps")
    report(context, run)


def _give_up(context: Context, run: Interpreter, mark: int, made: int, reason: str) -> None:
    """Undo a body; what it did so far is unknown."""
    from .taint import taints_of_changes

    taints = taints_of_changes(context.changes[made:], context.catalog)
    context.catalog.undo(mark)
    del context.changes[made:]
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
    from .taint import taints_of_body

    taints = taints_of_body(body)
    if body is not None and not taints:
        return
    for taint in taints:
        context.unknown(taint.aspect, None, None, reason)
    context.emit(SqlNotFollowed, 0, reason=reason, blind=tuple(f"{t.aspect} of everything" for t in taints))
