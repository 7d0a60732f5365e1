"""Blocks with EXCEPTION (PostgreSQL docs, 41.6.8 Trapping Errors), and the errors that rows may lead to in them."""

from __future__ import annotations

from functools import partial

from ...catalog import Table
from ...catalog.table_parts import ConstraintKind
from ...syntax.source import Node
from ...syntax.tree import range_name
from ..catalog_queries.known_values import UNKNOWN
from ..state.attempt import Attempt
from ..state.refused import Refused
from ..statements.tables.constraints import KINDS
from .interpreter import BY_DATA, Interpreter, Protection, Signal, Trial

_VALUES = ("22001", "22003", "22004", "22007", "22008", "22012", "22023", "22P02")
"""What values may lead to: too long, out of range, not of the type's form, divided by zero."""

_CONSTRAINTS = ("23502", "23503", "23505", "23514", "23P01")

_ACTIONS = ("P0001", "P0002", "42501")
"""What a trigger or a policy may add."""


class _Block:
    """One such block, each time that it is entered. A variable keeps its value where the body is undone."""

    def __init__(self, run: Interpreter, node: Node) -> None:
        self.run = run
        self.node = node
        self.handlers = [h["PLpgSQL_exception"] for h in node["exceptions"]["PLpgSQL_exception_block"]["exc_list"]]
        self.caught = [Protection([c["PLpgSQL_condition"]["condname"] for c in h["conditions"]]) for h in self.handlers]
        self.protection = Protection([name for each in self.caught for name in each.conditions])

    def body(self) -> Signal:
        """Run the statements that are protected."""
        self.run.catching.append(self.protection)
        try:
            return self.run.statements(self.node.get("body"))
        finally:
            self.run.catching.pop()

    def handler_of(self, sqlstate: str) -> int:
        """Return which handler catches an error; -1 if none does."""
        return next((n for n, each in enumerate(self.caught) if each.catches(sqlstate)), -1)

    def handle(self, number: int, error: Refused, is_known: bool = True) -> Signal:
        """Run a handler."""
        run = self.run
        run.variables["sqlstate"], run.variables["sqlerrm"] = error.sqlstate if is_known else UNKNOWN, UNKNOWN
        run.errors.append(error)
        try:
            return run.statements(self.handlers[number].get("action"))
        finally:
            run.errors.pop()

    def handle_after(self, number: int, sqlstate: str, tried: Trial) -> Signal:
        """Run a handler after an error somewhere in the body, which does `tried` as a whole."""
        self.run.variables.merge([tried.variables])
        return self.handle(number, Refused(sqlstate, ""), is_known=False)


def run_protected(run: Interpreter, node: Node) -> Signal:
    """Run a block with EXCEPTION: its body is undone when an error is caught."""
    block = _Block(run, node)
    attempt, end_trial = Attempt(run.context), run.begin_trial()
    signal, error = None, None
    try:
        signal = block.body()
    except Refused as refused:
        error = refused
    if block.protection.risks:
        return _by_rows(run, block, end_trial(signal, error is not None), error)
    if error is None:
        return signal
    attempt.undo()
    number = block.handler_of(error.sqlstate)
    if number < 0:
        raise error
    return block.handle(number, error)


def _by_rows(run: Interpreter, block: _Block, tried: Trial, error: Refused | None) -> Signal:
    """Rows decide whether the body ran to its end, or one of its data statements led to a handler.

    The catalog shows what the body makes if it ends well; what differs without it isn't known.
    """
    sqlstates = {block.handler_of(sqlstate): sqlstate for sqlstate in block.protection.risks}
    if error is not None and (number := block.handler_of(error.sqlstate)) >= 0:
        sqlstates[number] = error.sqlstate
    handlers = [partial(block.handle_after, number, sqlstate, tried) for number, sqlstate in sqlstates.items()]
    if error is not None:
        return run.one_of(handlers, BY_DATA)
    others = [trial for trial in map(run.trial, handlers) if not trial.failed]
    signal = block.body()
    if not others:
        return signal
    if any(other.effect != tried.effect for other in others):
        run.note(BY_DATA, list(dict.fromkeys(taint for trial in (tried, *others) for taint in trial.taints)))
    run.variables.merge([trial.variables for trial in (tried, *others)])
    found = [trial.signal for trial in (tried, *others) if trial.signal]
    if not found or all(trial.signal == signal for trial in others):
        return signal
    return found[0][0], found[0][1], False


def note_write_errors(run: Interpreter, kind: str, node: Node) -> None:
    """Note the errors that a data statement may raise because of rows, where a block catches some."""
    if not run.catching or "relation" not in node:
        return
    context, catalog = run.context, run.catalog
    table = context.find(range_name(node["relation"]))
    if kind in ("UpdateStmt", "DeleteStmt") and run.evaluator.meets_no_rows(table):
        return
    if not isinstance(table, Table) or table.assumed or not catalog.knows("constraints", table):
        run.may_fail((*_VALUES, *_CONSTRAINTS, *_ACTIONS))
        return
    found = [*_VALUES]
    if table.parents or table.kind != "table" or catalog.triggers_of(table.oid) or table.rls_forced:
        found += [*_CONSTRAINTS, *_ACTIONS]
    if any(column.not_null for column in table.columns):
        found.append("23502")
    if any(column.type is None or column.type.oid for column in table.columns):
        found += ["23502", "23514"]  # a domain's
    for constraint in catalog.constraints_of(table.oid):
        found += _BY_CONSTRAINT.get(constraint.kind, _CONSTRAINTS)
    if any(index.unique for index in catalog.indexes(table.oid)):
        found.append("23505")
    if catalog.foreign_keys_to(table.oid):
        found.append("23503")
    if _skips_conflicts(node):
        found = [sqlstate for sqlstate in found if sqlstate != "23505"]
    run.may_fail(dict.fromkeys(found))


def note_scan_errors(run: Interpreter, kind: str, node: Node) -> None:
    """Note the errors that a statement may raise because it checks the rows of a table, where a block catches some."""
    found: list[str] = []
    if kind == "IndexStmt" and node.get("unique"):
        found.append("23505")
    elif kind == "AlterTableStmt":
        for wrapped in node.get("cmds", ()):
            found += _of_command(wrapped["AlterTableCmd"])
    if not found:
        return
    if not run.evaluator.meets_no_rows(run.context.find(range_name(node["relation"]))):
        run.may_fail(dict.fromkeys(found))


def _of_command(command: Node) -> tuple[str, ...]:
    """Return the errors of a subcommand of ALTER TABLE that rows decide."""
    match command:
        case {"subtype": "AT_SetNotNull"}:
            return ("23502",)
        case {"subtype": "AT_ValidateConstraint"}:
            return ("23514", "23503")
        case {"subtype": "AT_AttachPartition"}:
            return ("23514",)
        case {"subtype": "AT_AlterColumnType", "def": {"ColumnDef": {"raw_default": _}}}:
            return _VALUES
        case {"subtype": "AT_AddConstraint", "def": {"Constraint": {"skip_validation": True}}}:
            return ()
        case {"subtype": "AT_AddConstraint", "def": {"Constraint": {"contype": contype}}}:
            return _BY_CONSTRAINT.get(_KINDS.get(contype, ""), ())
    return ()


def _skips_conflicts(node: Node) -> bool:
    conflict = node.get("onConflictClause", {})
    return conflict.get("action") == "ONCONFLICT_NOTHING" and "infer" not in conflict


_KINDS: dict[str, ConstraintKind] = {**KINDS, "CONSTR_CHECK": "check", "CONSTR_FOREIGN": "foreign key"}
_BY_CONSTRAINT: dict[str, tuple[str, ...]] = {
    "primary key": ("23502", "23505"),
    "unique": ("23505",),
    "check": ("23514",),
    "foreign key": ("23503",),
    "exclude": ("23P01",),
}
