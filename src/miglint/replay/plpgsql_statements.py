"""The statements of PL/pgSQL, one function each (PostgreSQL docs, 41 PL/pgSQL)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..source import Node
from ..tree import walk
from .catalog_query import Result, reads_catalog_only, run_query
from .context import Refused
from .plpgsql_conditions import CONDITIONS, catches
from .plpgsql_expressions import Scope, expression_tree
from .plpgsql_interpreter import Interpreter, Signal, statements_of
from .plpgsql_taint import DATA_STATEMENTS, taints_of_text
from .plpgsql_values import UNKNOWN, concat, known, truth

BY_DATA = "a condition depends on data that the migrations do not tell"
_ERROR = 21  # elog.h's ERROR in PLpgSQL_stmt_raise.elog_level
_DML = ("insert", "update", "delete", "merge", "truncate", "lock", "copy", "analyze")


def _query(node: Node) -> str:
    return str(node["PLpgSQL_expr"]["query"])


def _block(run: Interpreter, node: Node) -> Signal:
    _declare(run, node.get("lineno", 0))
    signal = _protected(run, node) if "exceptions" in node else run.statements(node.get("body"))
    if signal and signal[0] == "exit" and signal[1] and signal[1] == node.get("label"):
        return None
    return signal


def _declare(run: Interpreter, line: int) -> None:
    """The variables declared before this BEGIN get their values each time the block is entered."""
    for number, (kind, datum) in enumerate(zip(run.kinds, run.datums, strict=True)):
        declared = kind == "PLpgSQL_var" and "default_val" in datum and datum.get("lineno", 0) <= line
        if declared and (number not in run.claimed or datum.get("block") == line):
            run.claimed.add(number)
            datum["block"] = line
            run.assign(number, run.value(datum["default_val"]))


def _protected(run: Interpreter, node: Node) -> Signal:
    """A block with EXCEPTION: its body is undone when an error is caught."""
    handlers = [h["PLpgSQL_exception"] for h in node["exceptions"]["PLpgSQL_exception_block"]["exc_list"]]
    conditions = [[c["PLpgSQL_condition"]["condname"] for c in h["conditions"]] for h in handlers]
    mark, made = run.catalog.mark(), len(run.context.changes)
    run.catching.append([name for names in conditions for name in names])
    try:
        return run.statements(node.get("body"))
    except Refused as refused:
        error = refused
    finally:
        run.catching.pop()
    run.catalog.undo(mark)
    del run.context.changes[made:]
    for handler, names in zip(handlers, conditions, strict=True):
        if any(catches(name, error.sqlstate) for name in names):
            run.variables["sqlstate"], run.variables["sqlerrm"] = error.sqlstate, UNKNOWN
            run.errors.append(error)
            try:
                return run.statements(handler.get("action"))
            finally:
                run.errors.pop()
    raise error


def _if(run: Interpreter, node: Node) -> Signal:
    branches = [(node["cond"], node.get("then_body", []))]
    branches += [
        (e["PLpgSQL_if_elsif"]["cond"], e["PLpgSQL_if_elsif"].get("stmts", [])) for e in node.get("elsif_list", [])
    ]
    return _choose(run, branches, node.get("else_body", []))


def _choose(run: Interpreter, branches: list[tuple[Node, list[Node]]], otherwise: list[Node]) -> Signal:
    """The first branch whose condition holds; where that is not known, all that it may be."""
    for at, (condition, body) in enumerate(branches):
        test = truth(run.value(condition))
        if test is True:
            return run.statements(body)
        if test is UNKNOWN:
            if not otherwise and len(branches) == 1 and _is_guard(condition):
                return _guarded(run, body)
            possible = [body]
            for later, other in branches[at + 1 :]:
                again = truth(run.value(later))
                if again is True or again is UNKNOWN:
                    possible.append(other)
                if again is True:
                    return run.alternatives(possible, BY_DATA)
            return run.alternatives([*possible, otherwise], BY_DATA)
    return run.statements(otherwise)


def _is_guard(condition: Node) -> bool:
    """IF NOT EXISTS (a query of the catalog): the body makes what may be missing."""
    match expression_tree(_query(condition)):
        case {
            "BoolExpr": {
                "boolop": "NOT_EXPR",
                "args": [{"SubLink": {"subLinkType": "EXISTS_SUBLINK", "subselect": {"SelectStmt": select}}}],
            }
        }:
            return reads_catalog_only(select)
    return False


def _guarded(run: Interpreter, body: list[Node]) -> Signal:
    """After the guard the object is there, whoever made it."""
    mark, made = run.catalog.mark(), len(run.context.changes)
    try:
        return run.statements(body)
    except Refused:
        run.catalog.undo(mark)
        del run.context.changes[made:]
        return None


def _case(run: Interpreter, node: Node) -> Signal:
    if "t_expr" in node:
        run.assign(node["t_varno"], run.value(node["t_expr"]))
    branches = [
        (w["PLpgSQL_case_when"]["expr"], w["PLpgSQL_case_when"].get("stmts", []))
        for w in node.get("case_when_list", [])
    ]
    return _choose(run, branches, node.get("else_stmts", []))


# ---- loops


def _repeat(
    run: Interpreter, node: Node, turns: Iterable[Callable[[], None]], doubtful: Iterable[Callable[[], None]] = ()
) -> Signal:
    """Run the body once per turn; each turn sets the loop's variable first."""
    label, body = node.get("label"), node.get("body", [])
    certain = True

    def once(turn: Callable[[], None]) -> Signal:
        turn()
        return run.statements(body)

    for turn in turns:
        signal = once(turn) if certain else run.perhaps(lambda turn=turn: once(turn), BY_DATA)  # type: ignore[misc]
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
                run.perhaps(lambda turn=rest: once(turn), BY_DATA)  # type: ignore[misc]
            return signal
    for turn in doubtful:
        signal = run.perhaps(lambda turn=turn: once(turn), BY_DATA)  # type: ignore[misc]
        if signal and signal[0] == "return":
            return signal
    return None


def _rows(run: Interpreter, node: Node, result: Result) -> Signal:
    target = node["var"]

    def turns(rows: list[tuple[Any, ...]]) -> Iterable[Callable[[], None]]:
        for row in rows:
            if row:
                yield lambda row=row: run.assign_row(target, result.columns, row)  # type: ignore[misc]
            else:
                yield lambda: run.assign_unknown(target)

    signal = _repeat(run, node, turns(result.rows), turns(result.maybe[:50]))
    run.variables["found"] = True if result.rows else UNKNOWN if result.maybe else False
    return signal


_NO_ROWS_KNOWN = Result([], [], [()])


def _select(run: Interpreter, text: str, parameters: list[Any] | None = None) -> Result:
    """The rows of a query's text."""
    try:
        ((kind, select),) = statements_of(text)
    except ValueError:
        return _NO_ROWS_KNOWN
    if kind != "SelectStmt":
        return _NO_ROWS_KNOWN
    scope = Scope(run.scope)
    scope.parameters = parameters or []
    return run_query(run.evaluator, select, scope)


def _for_select(run: Interpreter, node: Node) -> Signal:
    return _rows(run, node, _select(run, _query(node["query"])))


def _for_cursor(run: Interpreter, node: Node) -> Signal:
    cursor = run.datums[node["curvar"]]
    query = cursor.get("cursor_explicit_expr")
    return _rows(run, node, _select(run, _query(query)) if query else _NO_ROWS_KNOWN)


def _for_execute(run: Interpreter, node: Node) -> Signal:
    text = run.value(node["query"])
    parameters = [run.value(p) for p in node.get("params", [])]
    return _rows(run, node, _select(run, text, parameters) if isinstance(text, str) and known(text) else _NO_ROWS_KNOWN)


def _for_integers(run: Interpreter, node: Node) -> Signal:
    lower, upper = run.value(node["lower"]), run.value(node["upper"])
    step = run.value(node["step"]) if "step" in node else 1
    name = node["var"]["PLpgSQL_var"]["refname"]

    def turn(value: Any) -> Callable[[], None]:
        return lambda: run.variables.__setitem__(name, value)

    if not all(isinstance(v, int) for v in (lower, upper, step)) or step < 1:
        return _repeat(run, node, [], [turn(UNKNOWN)])
    numbers = range(lower, upper - 1, -step) if node.get("reverse") else range(lower, upper + 1, step)
    return _repeat(run, node, (turn(number) for number in numbers))


def _foreach(run: Interpreter, node: Node) -> Signal:
    values = run.value(node["expr"])
    if isinstance(values, str):
        values = run.coerced(values, "_text")

    def turn(value: Any) -> Callable[[], None]:
        return lambda: run.assign(node["varno"], value)

    if not isinstance(values, list) or "slice" in node:
        return _repeat(run, node, [], [turn(UNKNOWN)])
    return _repeat(run, node, (turn(value) for value in values))


def _while(run: Interpreter, node: Node) -> Signal:
    doubt: list[Callable[[], None]] = []

    def turns() -> Iterable[Callable[[], None]]:
        while True:
            test = truth(run.value(node["cond"])) if "cond" in node else True
            if test is UNKNOWN:
                doubt.append(lambda: None)
            if test is not True:
                return
            yield lambda: None

    signal = _repeat(run, node, turns())
    return signal if signal or not doubt else _repeat(run, node, [], doubt)


def _exit(run: Interpreter, node: Node) -> Signal:
    test = truth(run.value(node["cond"])) if "cond" in node else True
    if test is False or test is None:
        return None
    return "exit" if node.get("is_exit") else "continue", node.get("label", ""), test is True


def _return(run: Interpreter, node: Node) -> Signal:
    return "return", "", True


# ---- values


def _assign(run: Interpreter, node: Node) -> Signal:
    text = _query(node["expr"])
    at = text.find("=")
    left, right = text[:at].rstrip(": \t\r\n"), text[at + 1 :].strip()
    value = run.evaluator.text(right, run.scope)
    if "[" in left:
        value = UNKNOWN
    run.assign(node["varno"], value)
    return None


def _diagnostics(run: Interpreter, node: Node) -> Signal:
    for item in node.get("diag_items", []):
        run.assign(item["PLpgSQL_diag_item"]["target"], UNKNOWN)
    return None


def _fetch(run: Interpreter, node: Node) -> Signal:
    run.assign_unknown(node.get("target"))
    run.variables["found"] = UNKNOWN
    return None


def _raise(run: Interpreter, node: Node) -> Signal:
    if node.get("elog_level", _ERROR) < _ERROR:
        return None
    if not any(key in node for key in ("message", "condname", "options")):
        if run.errors:
            raise run.errors[-1]
        return None
    code: Any = node.get("condname", "P0001")
    for option in node.get("options", []):
        if option["PLpgSQL_raise_option"].get("opt_type", 0) == 0:
            code = run.value(option["PLpgSQL_raise_option"]["expr"])
    code = CONDITIONS.get(code, code) if isinstance(code, str) and known(code) else "P0001"
    raise Refused(code, _message(run, node))


def _message(run: Interpreter, node: Node) -> str:
    pieces = node.get("message", "").replace("%%", "\0").split("%")
    values = [run.value(p) for p in node.get("params", [])]
    text = concat([part for pair in zip(pieces, [*values, *[""] * len(pieces)], strict=False) for part in pair])
    return (text if isinstance(text, str) else node.get("message", "")).replace("\0", "%")


# ---- SQL


def _sql(run: Interpreter, node: Node) -> Signal:
    text = _query(node["sqlstmt"])
    if text[:9].lower().startswith(_DML):
        run.assign_unknown(node.get("target"))
        run.variables["found"] = UNKNOWN
        return None
    try:
        statements = statements_of(text)
    except ValueError:
        return None
    for kind, fields in statements:
        if kind == "SelectStmt":
            _into(run, node, _select(run, text))
            continue
        run.assign_unknown(node.get("target"))
        if (
            kind not in DATA_STATEMENTS
            or kind == "VariableSetStmt"
            or kind == "CommentStmt"
            or kind == "AlterOwnerStmt"
        ):
            run.apply(run.inner(kind, fields, text, node.get("lineno", 1)))
    return None


def _into(run: Interpreter, node: Node, result: Result) -> None:
    target = node.get("target")
    if result.maybe:
        run.assign_unknown(target)
        run.variables["found"] = True if result.rows else UNKNOWN
        return
    if node.get("strict") and len(result.rows) != 1:
        none = not result.rows
        raise Refused(
            "P0002" if none else "P0003", "query returned no rows" if none else "query returned more than one row"
        )
    if target is not None:
        run.assign_row(target, result.columns, result.rows[0] if result.rows else None)
    run.variables["found"] = bool(result.rows)


def _execute(run: Interpreter, node: Node) -> Signal:
    expression, line = _query(node["query"]), node.get("lineno", 1)
    text = run.value(node["query"])
    if text is None:
        raise Refused("22004", "query string argument of EXECUTE is null")
    if not isinstance(text, str) or not known(text):
        run.assign_unknown(node.get("target"))
        if taints := taints_of_text(text):
            place = run.dynamic("DoStmt", {}, "", expression, line)
            run.note(
                "EXECUTE runs a statement whose text depends on data that the migrations do not tell", taints, place
            )
        return None
    try:
        statements = statements_of(text)
    except ValueError as error:
        raise Refused("42601", str(error)) from None
    for kind, fields in statements:
        if kind == "SelectStmt" and "target" in node:
            _into(run, node, _select(run, text, [run.value(p) for p in node.get("params", [])]))
            continue
        run.assign_unknown(node.get("target"))
        run.apply(run.dynamic(kind, fields, text, expression, line))
    return None


def _perform(run: Interpreter, node: Node) -> Signal:
    text = _query(node["expr"])
    try:
        ((kind, select),) = statements_of(text)
    except ValueError:
        run.variables["found"] = UNKNOWN
        return None
    if kind == "SelectStmt":
        result = run_query(run.evaluator, select, Scope(run.scope))
        run.variables["found"] = True if result.rows else UNKNOWN if result.maybe else False
        if result.rows and any(name == "FuncCall" for name, _ in walk(select.get("targetList", []))):
            _call_functions(run, select)
    return None


def _call_functions(run: Interpreter, select: Node) -> None:
    """The calls in a target list: routines of the migrations, and those that the replay knows by itself."""
    from .plpgsql import routine_of

    known_routine = False
    for target in select.get("targetList", []):
        call = target["ResTarget"]["val"].get("FuncCall")
        if call and (routine := routine_of(run.context, call)):
            known_routine = True
            run.call(routine, run.evaluator.values(call.get("args"), run.scope))
    if not known_routine:
        run.apply(run.inner("SelectStmt", select, "", 1))


def _call(run: Interpreter, node: Node) -> Signal:
    from .plpgsql import routine_of

    try:
        ((_, fields),) = statements_of(_query(node["expr"]))
    except ValueError:
        return None
    call = fields.get("funccall", {})
    if call and (routine := routine_of(run.context, call)):
        run.call(routine, run.evaluator.values(call.get("args"), run.scope))
    return None


STATEMENTS: dict[str, Callable[[Interpreter, Node], Signal]] = {
    "PLpgSQL_stmt_block": _block,
    "PLpgSQL_stmt_if": _if,
    "PLpgSQL_stmt_case": _case,
    "PLpgSQL_stmt_loop": _while,
    "PLpgSQL_stmt_while": _while,
    "PLpgSQL_stmt_fori": _for_integers,
    "PLpgSQL_stmt_fors": _for_select,
    "PLpgSQL_stmt_forc": _for_cursor,
    "PLpgSQL_stmt_dynfors": _for_execute,
    "PLpgSQL_stmt_foreach_a": _foreach,
    "PLpgSQL_stmt_exit": _exit,
    "PLpgSQL_stmt_return": _return,
    "PLpgSQL_stmt_assign": _assign,
    "PLpgSQL_stmt_getdiag": _diagnostics,
    "PLpgSQL_stmt_fetch": _fetch,
    "PLpgSQL_stmt_raise": _raise,
    "PLpgSQL_stmt_execsql": _sql,
    "PLpgSQL_stmt_dynexecute": _execute,
    "PLpgSQL_stmt_perform": _perform,
    "PLpgSQL_stmt_call": _call,
}
