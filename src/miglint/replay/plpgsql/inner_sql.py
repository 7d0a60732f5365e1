"""SQL inside PL/pgSQL: static statements, EXECUTE, PERFORM, CALL."""

from __future__ import annotations

from typing import Any

from ...syntax.parser import quoted_names
from ...syntax.source import Node
from ..catalog_queries.known_values import UNKNOWN, Partial, Sketch, known
from ..catalog_queries.name_scope import NameScope, QueryRows
from ..checks.expression_checks import check_query
from ..checks.fresh_enum_labels import refuse_fresh
from ..state.attempt import Attempt
from ..state.context import Context
from ..state.empty_tables import WRITES, note_write
from ..state.refused import Refused
from ..statements.data_statements import HANDLERS
from .exception_blocks import note_scan_errors, note_write_errors
from .interpreter import Interpreter, Signal, statements_of, text_of_query
from .loops import NO_ROWS_KNOWN, select_rows
from .unknown_effects import DATA_STATEMENTS, taints_of_text

_DML = ("insert", "update", "delete", "merge", "truncate", "lock", "copy", "analyze")


def _look_at(context: Context, node: Node) -> None:
    refuse_fresh(context, node)
    if context.statement.kind == "SelectStmt":
        check_query(context, {"SelectStmt": node})
    else:
        HANDLERS[context.statement.kind](context, node)


def _check(run: Interpreter, node: Node, kind: str, fields: Node, text: str) -> None:
    """Refuse a data statement or query that reads or writes what isn't there, the first time that it runs: then
    PostgreSQL plans it (docs, 41.11.2 Plan Caching)."""
    if id(node) not in run.inside.checked:
        statement = run.inside.static(kind, fields, text, node.get("lineno", 1))
        attempt = Attempt(run.context)
        run.apply(statement, run.variables.names(), _look_at)
        attempt.undo(("doubts",))  # what it would assume: the block may run without it
        run.inside.checked.add(id(node))


def _note_rows(run: Interpreter, node: Node, text: str) -> None:
    """Which table a data statement writes to, and how it may fail; what can't be read may write to any."""
    try:
        statements = statements_of(text)
    except ValueError:
        run.context.replay.filled.any = True
        return
    for kind, fields in statements:
        if kind in HANDLERS:
            _check(run, node, kind, fields, text)
        if kind in WRITES:
            note_write_errors(run, kind, fields)
            note_write(run.context, kind, fields)
            run.language.follow(run, kind, fields, NameScope(run.scope))


def sql_statement(run: Interpreter, node: Node) -> Signal:
    text = text_of_query(node["sqlstmt"])
    if text[:9].lower().startswith(_DML):
        _note_rows(run, node, text)
        _into(run, node, NO_ROWS_KNOWN)
        return None
    try:
        statements = statements_of(text)
    except ValueError:
        return None
    for kind, fields in statements:
        if kind == "SelectStmt":
            _check(run, node, kind, fields, text)
            _note_data_changes(run, kind, fields)
            _into(run, node, select_rows(run, text))
            continue
        run.variables.assign_unknown(node.get("target"))
        if kind in WRITES:
            note_write_errors(run, kind, fields)
            note_write(run.context, kind, fields)
            run.language.follow(run, kind, fields, NameScope(run.scope))
        if (
            kind not in DATA_STATEMENTS
            or kind == "VariableSetStmt"
            or kind == "CommentStmt"
            or kind == "AlterOwnerStmt"
        ):
            if run.catching:
                note_scan_errors(run, kind, fields)
            run.apply(run.inside.static(kind, fields, text, node.get("lineno", 1)))
    return None


def _makes_table(select: Node) -> bool:
    """Return whether it is SELECT INTO, which is CREATE TABLE AS when EXECUTE runs it."""
    while "larg" in select:
        select = select["larg"]
    return "intoClause" in select


def _note_data_changes(run: Interpreter, kind: str, select: Node) -> None:
    """A query may change rows in its WITH."""
    if "withClause" in select:
        note_write(run.context, kind, select)


def _into(run: Interpreter, node: Node, result: QueryRows) -> None:
    target = node.get("target")
    if result.possible:
        run.variables.assign_unknown(target)
        if node.get("strict"):
            run.may_fail(("P0003",) if result.rows else ("P0002", "P0003"))
        run.variables["found"] = True if result.rows or node.get("strict") else UNKNOWN
        return
    if node.get("strict") and len(result.rows) != 1:
        none = not result.rows
        raise Refused(
            "P0002" if none else "P0003", "query returned no rows" if none else "query returned more than one row"
        )
    if target is not None:
        run.variables.assign_row(target, result.columns, result.rows[0] if result.rows else None)
    run.variables["found"] = bool(result.rows)


def execute(run: Interpreter, node: Node) -> Signal:
    expression, line = text_of_query(node["query"]), node.get("lineno", 1)
    text = run.once(node["query"])
    if text is None:
        raise Refused("22004", "query string argument of EXECUTE is null")
    # EXECUTE's text sees no variables; one that is known in part may have other values than it seems.
    variables = None if isinstance(text, (Partial, Sketch)) else ()
    if isinstance(text, (Partial, Sketch)):
        text = _spelled(text)
    if not isinstance(text, str) or not known(text):
        run.variables.assign_unknown(node.get("target"))
        run.context.replay.filled.any = True
        if taints := taints_of_text(text):
            place = run.inside.dynamic("DoStmt", {}, "", expression, line)
            run.note("EXECUTE runs a statement whose text depends on data that is not in the migrations", taints, place)
        return None
    try:
        statements = statements_of(text)
    except ValueError as error:
        raise Refused("42601", str(error), names=quoted_names(str(error))) from None
    for kind, fields in statements:
        if kind == "SelectStmt" and not _makes_table(fields):
            _note_data_changes(run, kind, fields)
            _into(run, node, select_rows(run, text, [run.once(p) for p in node.get("params", [])]))
            continue
        run.variables.assign_unknown(node.get("target"))
        if kind in WRITES:
            note_write_errors(run, kind, fields)
            if node.get("strict"):
                run.may_fail(("P0002", "P0003"))
        run.apply(run.inside.dynamic(kind, fields, text, expression, line), variables)
    return None


def _spelled(text: Partial | Sketch) -> Any:
    """Return the statement that a text with definitions in it means, where PostgreSQL would read it the same."""
    spelled = text.statement if isinstance(text, Partial) else text.sql
    if spelled is None:
        return text
    try:
        statements_of(spelled)
    except ValueError:
        return text
    return spelled


def perform(run: Interpreter, node: Node) -> Signal:
    text = text_of_query(node["expr"])
    try:
        ((kind, select),) = statements_of(text)
    except ValueError:
        run.variables["found"] = UNKNOWN
        return None
    if kind == "SelectStmt":
        _check(run, node, kind, select, text)
        result = run.language.query_rows(run, select, NameScope(run.scope))
        run.variables["found"] = True if result.rows else UNKNOWN if result.possible else False
    return None


def call(run: Interpreter, node: Node) -> Signal:
    try:
        ((_, fields),) = statements_of(text_of_query(node["expr"]))
    except ValueError:
        return None
    if call := fields.get("funccall"):
        run.running(lambda: run.called(call, run.scope))
    return None
