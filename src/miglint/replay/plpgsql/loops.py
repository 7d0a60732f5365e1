"""The loops of PL/pgSQL (PostgreSQL docs, 41.6.5 and 41.6.6)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from ...syntax.source import Node
from ..catalog_queries.known_values import UNKNOWN, known, truth
from ..catalog_queries.name_scope import NameScope, QueryRows
from .interpreter import BY_DATA, Interpreter, Signal, statements_of, text_of_query
from .variables import datum_number


def _repeat(
    run: Interpreter, node: Node, turns: Iterable[Callable[[], None]], possible: Iterable[Callable[[], None]] = ()
) -> Signal:
    """Run the body once per turn; each turn sets the loop's variable first."""
    label, body = node.get("label"), node.get("body", [])
    certain = True

    def once(turn: Callable[[], None]) -> Signal:
        turn()
        return run.statements(body)

    for turn in turns:
        signal = once(turn) if certain else run.perhaps(partial(once, turn), BY_DATA)
        if signal is None or (signal[0] == "continue" and signal[1] in ("", label)):
            continue
        if signal[0] == "exit" and signal[1] in ("", label):
            if signal[2]:
                return None
            if not certain:
                break
            certain = False
            continue
        if signal[2]:
            return signal
        certain = False
        if signal[0] == "return":
            for rest in turns:
                run.perhaps(partial(once, rest), BY_DATA)
            return signal
    for turn in possible:
        signal = run.perhaps(partial(once, turn), BY_DATA)
        if signal and signal[0] == "return":
            return signal
    return None


def _rows(run: Interpreter, node: Node, result: QueryRows) -> Signal:
    target = node["var"]

    def turns(rows: list[tuple[Any, ...]]) -> Iterable[Callable[[], None]]:
        for row in rows:
            if row:
                yield partial(run.variables.assign_row, target, result.columns, row)
            else:
                yield partial(run.variables.assign_unknown, target)

    signal = _repeat(run, node, turns(result.rows), turns(result.few_possible()))
    run.variables["found"] = True if result.rows else UNKNOWN if result.possible else False
    return signal


NO_ROWS_KNOWN = QueryRows([], [], [()])


def select_rows(run: Interpreter, text: str, parameters: list[Any] | None = None) -> QueryRows:
    """Return the rows of a query's text."""
    try:
        ((kind, select),) = statements_of(text)
    except ValueError:
        return NO_ROWS_KNOWN
    if kind != "SelectStmt":
        return NO_ROWS_KNOWN
    scope = NameScope(run.scope)
    if parameters is not None:
        scope.parameters = parameters
    return run.language.query_rows(run, select, scope)


def for_select(run: Interpreter, node: Node) -> Signal:
    return _rows(run, node, select_rows(run, text_of_query(node["query"])))


def for_cursor(run: Interpreter, node: Node) -> Signal:
    cursor = run.variables.datums[node["curvar"]]
    query = cursor.get("cursor_explicit_expr")
    arguments = cursor.get("cursor_explicit_argrow", -1)
    if arguments >= 0:
        _bind_arguments(run, run.variables.datums[arguments], node.get("argquery"))
    return _rows(run, node, select_rows(run, text_of_query(query)) if query else NO_ROWS_KNOWN)


def _bind_arguments(run: Interpreter, row: Node, values: Node | None) -> None:
    """Give the arguments of a cursor their values."""
    target = {"PLpgSQL_row": row}
    result = select_rows(run, f"SELECT {text_of_query(values)}") if values else NO_ROWS_KNOWN
    if result.rows:
        run.variables.assign_row(target, result.columns, result.rows[0])
    else:
        run.variables.assign_unknown(target)


def for_execute(run: Interpreter, node: Node) -> Signal:
    text = run.once(node["query"])
    parameters = [run.once(p) for p in node.get("params", [])]
    return _rows(
        run, node, select_rows(run, text, parameters) if isinstance(text, str) and known(text) else NO_ROWS_KNOWN
    )


def for_integers(run: Interpreter, node: Node) -> Signal:
    lower, upper = run.once(node["lower"]), run.once(node["upper"])
    step = run.once(node["step"]) if "step" in node else 1
    name = node["var"]["PLpgSQL_var"]["refname"]

    def turn(value: Any) -> Callable[[], None]:
        return lambda: run.variables.__setitem__(name, value)

    if not all(isinstance(v, int) for v in (lower, upper, step)) or step < 1:
        return _repeat(run, node, [], [turn(UNKNOWN)])
    numbers = range(lower, upper - 1, -step) if node.get("reverse") else range(lower, upper + 1, step)
    return _repeat(run, node, (turn(number) for number in numbers))


def foreach(run: Interpreter, node: Node) -> Signal:
    values = run.once(node["expr"])
    if isinstance(values, str):
        values = run.variables.coerced(values, "_text")

    def turn(value: Any) -> Callable[[], None]:
        return lambda: run.variables.assign(datum_number(node), value)

    if not isinstance(values, list) or "slice" in node:
        return _repeat(run, node, [], [turn(UNKNOWN)])
    return _repeat(run, node, (turn(value) for value in values))


def while_loop(run: Interpreter, node: Node) -> Signal:
    doubt: list[Callable[[], None]] = []

    def turns() -> Iterable[Callable[[], None]]:
        while True:
            test = truth(run.once(node["cond"])) if "cond" in node else True
            if test is UNKNOWN:
                doubt.append(lambda: None)
            if test is not True:
                return
            yield lambda: None

    signal = _repeat(run, node, turns())
    return signal if signal or not doubt else _repeat(run, node, [], doubt)


def leave(run: Interpreter, node: Node) -> Signal:
    test = truth(run.once(node["cond"])) if "cond" in node else True
    if test is False or test is None:
        return None
    return "exit" if node.get("is_exit") else "continue", node.get("label", ""), test is True
