"""The statements of PL/pgSQL, one function each (PostgreSQL docs, 41 PL/pgSQL)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...analysis.postgres.error_conditions import CONDITIONS
from ...syntax.source import Node
from ..catalog_queries.all_tables import reads_catalog_only
from ..catalog_queries.known_values import UNKNOWN, known, truth
from ..catalog_queries.name_scope import expression_tree
from ..catalog_queries.value_texts import concat, output_of
from ..state.attempt import Attempt
from ..state.refused import Refused
from .exception_blocks import run_protected
from .inner_sql import call, execute, perform, sql_statement
from .interpreter import BY_DATA, RESULT, Interpreter, Signal, text_of_query
from .loops import for_cursor, for_execute, for_integers, for_select, foreach, leave, while_loop
from .variables import datum_number

_ERROR = 21  # elog.h's ERROR in PLpgSQL_stmt_raise.elog_level


def _block(run: Interpreter, node: Node) -> Signal:
    _declare(run, node.get("lineno", 0))
    signal = run_protected(run, node) if "exceptions" in node else run.statements(node.get("body"))
    if signal and signal[0] == "exit" and signal[1] and signal[1] == node.get("label"):
        return None
    return signal


def _declare(run: Interpreter, line: int) -> None:
    """The variables declared before this BEGIN get their values each time the block is entered."""
    for number, (kind, datum) in enumerate(zip(run.variables.kinds, run.variables.datums, strict=True)):
        declared = kind == "PLpgSQL_var" and "default_val" in datum and datum.get("lineno", 0) <= line
        if declared and (number not in run.claimed or datum.get("block") == line):
            run.claimed.add(number)
            datum["block"] = line
            value = run.once(datum["default_val"])
            run.variables.assign(number, value)


def _if(run: Interpreter, node: Node) -> Signal:
    branches = [(node["cond"], node.get("then_body", []))]
    branches += [
        (e["PLpgSQL_if_elsif"]["cond"], e["PLpgSQL_if_elsif"].get("stmts", [])) for e in node.get("elsif_list", [])
    ]
    return _choose(run, branches, node.get("else_body", []))


def _choose(run: Interpreter, branches: list[tuple[Node, list[Node]]], otherwise: list[Node]) -> Signal:
    """Return the first branch whose condition is true; if that isn't known, all that may run."""
    for at, (condition, body) in enumerate(branches):
        test = truth(run.once(condition))
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
    """Return whether it is IF NOT EXISTS (a query of the catalog): the body creates what may be missing."""
    match expression_tree(text_of_query(condition)):
        case {
            "BoolExpr": {
                "boolop": "NOT_EXPR",
                "args": [{"SubLink": {"subLinkType": "EXISTS_SUBLINK", "subselect": {"SelectStmt": select}}}],
            }
        }:
            return reads_catalog_only(select)
    return False


def _guarded(run: Interpreter, body: list[Node]) -> Signal:
    """Run the body of such a guard: afterwards the object exists in any case."""
    attempt = Attempt(run.context)
    try:
        return run.statements(body)
    except Refused:
        attempt.undo()
        return None


def _case(run: Interpreter, node: Node) -> Signal:
    if "t_expr" in node:
        run.variables.assign(node["t_varno"], run.once(node["t_expr"]))
    branches = [
        (w["PLpgSQL_case_when"]["expr"], w["PLpgSQL_case_when"].get("stmts", []))
        for w in node.get("case_when_list", [])
    ]
    return _choose(run, branches, node.get("else_stmts", []))


def _return(run: Interpreter, node: Node) -> Signal:
    if "expr" in node:
        run.variables[RESULT] = run.once(node["expr"])
    else:
        run.variables[RESULT] = run.variables.returned(node.get("lineno", 1))
    return "return", "", True


def _assign(run: Interpreter, node: Node) -> Signal:
    text = text_of_query(node["expr"])
    at = text.find("=")
    left, right = text[:at].rstrip(": \t\r\n"), text[at + 1 :].strip()
    value = run.running(lambda: run.evaluator.text(right, run.scope))
    if "[" in left:
        value = UNKNOWN
    run.variables.assign(datum_number(node), value)
    return None


def _diagnostics(run: Interpreter, node: Node) -> Signal:
    for item in node.get("diag_items", []):
        run.variables.assign(datum_number(item["PLpgSQL_diag_item"], "target"), UNKNOWN)
    return None


def _fetch(run: Interpreter, node: Node) -> Signal:
    run.variables.assign_unknown(node.get("target"))
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


def _assert(run: Interpreter, node: Node) -> Signal:
    """ASSERT: a condition that is false or NULL is an error, which OTHERS doesn't catch."""
    if run.context.session.is_off("plpgsql.check_asserts"):
        return None
    test = truth(run.once(node["cond"]))
    if test is False or test is None:
        message = run.value(node["message"]) if "message" in node else None
        raise Refused("P0004", message if isinstance(message, str) and known(message) else "assertion failed")
    return None


def _end_transaction(run: Interpreter, node: Node) -> Signal:
    """COMMIT and ROLLBACK: not inside a transaction block (SPI_commit in executor/spi.c)."""
    if run.context.replay.transactions.start is not None:
        raise Refused("2D000", "invalid transaction termination")
    return None


def _message(run: Interpreter, node: Node) -> str:
    pieces = node.get("message", "").replace("%%", "\0").split("%")
    values = ["<NULL>" if v is None else output_of(v) for v in (run.value(p) for p in node.get("params", []))]
    text = concat([part for pair in zip(pieces, [*values, *[""] * len(pieces)], strict=False) for part in pair])
    return (text if isinstance(text, str) else node.get("message", "")).replace("\0", "%")


STATEMENTS: dict[str, Callable[[Interpreter, Node], Signal]] = {
    "PLpgSQL_stmt_block": _block,
    "PLpgSQL_stmt_if": _if,
    "PLpgSQL_stmt_case": _case,
    "PLpgSQL_stmt_loop": while_loop,
    "PLpgSQL_stmt_while": while_loop,
    "PLpgSQL_stmt_fori": for_integers,
    "PLpgSQL_stmt_fors": for_select,
    "PLpgSQL_stmt_forc": for_cursor,
    "PLpgSQL_stmt_dynfors": for_execute,
    "PLpgSQL_stmt_foreach_a": foreach,
    "PLpgSQL_stmt_exit": leave,
    "PLpgSQL_stmt_return": _return,
    "PLpgSQL_stmt_assign": _assign,
    "PLpgSQL_stmt_getdiag": _diagnostics,
    "PLpgSQL_stmt_fetch": _fetch,
    "PLpgSQL_stmt_raise": _raise,
    "PLpgSQL_stmt_assert": _assert,
    "PLpgSQL_stmt_commit": _end_transaction,
    "PLpgSQL_stmt_rollback": _end_transaction,
    "PLpgSQL_stmt_execsql": sql_statement,
    "PLpgSQL_stmt_dynexecute": execute,
    "PLpgSQL_stmt_perform": perform,
    "PLpgSQL_stmt_call": call,
}
