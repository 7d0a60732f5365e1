"""Runs the tree of a PL/pgSQL body on the catalog: what is certain is applied, what is not is tried, undone and marked
unknown."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ...analysis.postgres.error_conditions import catches
from ...catalog.changes import Change, ObjectAssumed
from ...record import Draft
from ...syntax.parser import parse_statements
from ...syntax.source import Node, Statement
from ...syntax.tree import list_name, unwrap
from ..catalog_queries.evaluator import Evaluator
from ..catalog_queries.known_values import UNKNOWN, GaveUp, Record, array_of, known
from ..catalog_queries.name_scope import Scope
from ..state.attempt import Attempt
from ..state.context import Context
from ..state.empty_tables import WRITES, note_write
from ..state.refused import Refused
from ..state.savepoint import TAKEN_BACK
from .effects import Effect, effect_since
from .inner_statements import InnerStatements
from .unknown_effects import Taint, taints_of_changes, with_matches

if TYPE_CHECKING:
    from ...catalog import Routine

BY_DATA = "a condition depends on data that the migrations do not tell"

MAX_STEPS = 100_000
"""Statements that one block may run; beyond that it is given up."""

RESULT = "\0result"
"""The variable that holds what RETURN gives."""

Signal = tuple[str, str, bool] | None
"""How a statement leaves: "exit", "continue" or "return", a label, and whether that is certain."""


def text_of_query(node: Node) -> str:
    """The text of a PLpgSQL_expr."""
    return str(node["PLpgSQL_expr"]["query"])


@lru_cache(maxsize=512)
def statements_of(text: str) -> list[tuple[str, Node]]:
    """The statements of a text; raises ValueError where it does not parse."""
    return parse_statements(text)


class Trial(Draft):
    """What a piece of a body did before it was undone."""

    failed: bool
    signal: Signal
    taints: list[Taint]
    variables: dict[str, Any]
    reasons: list[str]
    effect: Effect


class Interpreter:
    """One body being run. `function` is the tree of parse_plpgsql, `body` the offset and text of the body in the file
    (None where it does not stand there as it is)."""

    def __init__(self, context: Context, function: Node, body: tuple[int, bytes] | None, fresh: bool = False) -> None:
        from .statement_kinds import STATEMENTS

        self.context = context
        self.handlers = STATEMENTS
        self.catalog = context.catalog
        self.datums = [next(iter(d.values())) for d in function.get("datums", [])]
        self.kinds = [next(iter(d)) for d in function.get("datums", [])]
        self.action = function["action"]
        self.inside = InnerStatements(context, body)
        self.evaluator = Evaluator(context, fresh)
        self.evaluator.caller = self.called
        self.variables: dict[str, Any] = {}
        self.scope = Scope(None, self.variables)
        self.claimed: set[int] = set()
        self.catching: list[list[str]] = []
        self.errors: list[Refused] = []
        self.steps = 0
        self.reasons: list[str] = []
        self.taints: list[Taint] = []
        self.place: Statement | None = None

    # ---- the whole

    def run(self) -> None:
        """Run the body; Refused where PostgreSQL would stop with an error, GaveUp where it takes too long."""
        for kind, datum in zip(self.kinds, self.datums, strict=True):
            if kind == "PLpgSQL_rec":
                self.variables[datum["refname"]] = Record()
            elif kind == "PLpgSQL_var":
                self.variables.setdefault(
                    datum["refname"].lower() if datum["refname"] == "found" else datum["refname"], None
                )
        self.variables["found"] = False
        self.statement(self.action)

    def statement(self, node: Node) -> Signal:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise GaveUp
        kind, fields = unwrap(node)
        run = self.handlers.get(kind)
        return run(self, fields) if run else None

    def statements(self, nodes: list[Node] | None) -> Signal:
        """One after the other. Behind a statement that may leave, the rest is only tried."""
        for at, node in enumerate(nodes or ()):
            signal = self.statement(node)
            if signal is None:
                continue
            if not signal[2] and nodes and at + 1 < len(nodes):
                self.perhaps(lambda rest=nodes[at + 1 :]: self.statements(rest), "a condition depends on data")  # type: ignore[misc]
            return signal
        return None

    # ---- doubt

    def trial(self, run: Callable[[], Signal]) -> Trial:
        """Run and undo."""
        attempt, unknown = Attempt(self.context), len(self.catalog.unknown)
        variables, reasons, taints = dict(self.variables), len(self.reasons), len(self.taints)
        last_oid = self.catalog.last_oid
        signal, failed = None, False
        try:
            signal = run()
        except Refused:
            failed = True
        touched = [] if failed else taints_of_changes(attempt.changes, self.catalog)
        if not failed:
            touched += [Taint(u.aspect, u.schema, u.name) for u in list(self.catalog.unknown)[unknown:]]
        result = Trial(
            failed,
            signal,
            list(dict.fromkeys(touched)),
            dict(self.variables),
            self.reasons[reasons:],
            {} if failed else effect_since(self.catalog, attempt.before.mark, last_oid),
        )
        attempt.undo(TAKEN_BACK)
        del self.reasons[reasons:], self.taints[taints:]
        self.variables.clear()
        self.variables.update(variables)
        return result

    def perhaps(self, run: Callable[[], Signal], reason: str) -> Signal:
        """Something that may run or not: what it touches becomes unknown."""
        tried = self.trial(run)
        if tried.failed:
            return None
        self.merge([tried.variables])
        if tried.taints:
            self.note(next(iter(tried.reasons), reason), tried.taints)
        return (tried.signal[0], tried.signal[1], False) if tried.signal else None

    def alternatives(self, bodies: list[list[Node]], reason: str) -> Signal:
        """One of several bodies runs, and it is not known which; one that ends in an error does not."""
        tried = [self.trial(lambda body=body: self.statements(body)) for body in bodies]  # type: ignore[misc]
        alive = [i for i, trial in enumerate(tried) if not trial.failed]
        if len(alive) == 1:
            return self.statements(bodies[alive[0]])
        if not alive:
            return None
        trials = [tried[i] for i in alive]
        if trials[0].effect and all(t.effect == trials[0].effect and t.signal == trials[0].signal for t in trials):
            # Whichever runs, the catalog is the same afterwards.
            signal = self.statements(bodies[alive[0]])
            self.merge([trial.variables for trial in trials])
            return signal
        taints = list(dict.fromkeys(taint for trial in trials for taint in trial.taints))
        if taints:
            inner = next((r for trial in trials for r in trial.reasons), None)
            self.note(inner or reason, taints)
        self.merge([trial.variables for trial in trials])
        signals = {trial.signal for trial in trials}
        if len(signals) == 1:
            return signals.pop()
        found = next(s for s in (trial.signal for trial in trials) if s)
        return found[0], found[1], False

    def merge(self, outcomes: list[dict[str, Any]]) -> None:
        """A variable whose value depends on what ran is unknown."""
        for name in set().union(*outcomes):
            values = [outcome.get(name) for outcome in outcomes] + [self.variables.get(name)] * (len(outcomes) == 1)
            first = values[0]
            same = all(
                v is first or (known(v) and known(first) and type(v) is type(first) and v == first) for v in values
            )
            self.variables[name] = first if same else UNKNOWN

    def note(self, reason: str, taints: list[Taint], place: Statement | None = None) -> None:
        """Mark aspects as unknown, and remember to say so."""
        taints = with_matches(taints, self.catalog)
        for taint in taints:
            if taint.aspect != "owner":
                self.context.unknown(taint.aspect, taint.schema, taint.name, reason)
        self.reasons.append(reason)
        self.taints.extend(taints)
        self.place = self.place or place

    # ---- names and values

    def value(self, expression: Node) -> Any:
        """The value of a PLpgSQL_expr."""
        return self.evaluator.text(expression["PLpgSQL_expr"]["query"], self.scope)

    def assign(self, number: int, value: Any) -> None:
        """Give a variable, a record or a record's field a value."""
        kind, datum = self.kinds[number], self.datums[number]
        if kind == "PLpgSQL_recfield":
            parent = self.datums[datum["recparentno"]]["refname"]
            old = self.variables.get(parent)
            self.variables[parent] = Record({**(old if isinstance(old, Record) else {}), datum["fieldname"]: value})
            return
        type = datum.get("datatype", {}).get("PLpgSQL_type", {}).get("typname", "")
        self.variables[datum["refname"]] = self.coerced(value, type)

    def coerced(self, value: Any, type: str) -> Any:
        """A value as a variable of this type holds it."""
        if type.startswith("_") and isinstance(value, str) and known(value):
            return array_of(value)
        if not isinstance(value, (list, dict)) and known(value) and value is not None:
            return self.evaluator.cast(value, type)
        return value

    def assign_row(self, target: Node, columns: list[str], row: tuple[Any, ...] | None) -> None:
        """SELECT INTO, FETCH, FOR: a row (None: NULLs) to a record or to several variables."""
        kind, fields = unwrap(target)
        if kind == "PLpgSQL_rec":
            self.variables[fields["refname"]] = Record(zip(columns, row or [None] * len(columns), strict=False))
            return
        if kind == "PLpgSQL_var":
            self.variables[fields["refname"]] = row[0] if row else None
            return
        numbers = [f["varno"] for f in fields.get("fields", [])]
        if len(numbers) == 1:
            datum = self.datums[numbers[0]]
            type = datum.get("datatype", {}).get("PLpgSQL_type", {}).get("typname", "")
            if type.lower().endswith("%rowtype"):
                self.variables[datum["refname"]] = Record(zip(columns, row or [None] * len(columns), strict=False))
                return
        for at, number in enumerate(numbers):
            self.assign(number, None if row is None or at >= len(row) else row[at])

    def assign_unknown(self, target: Node | None) -> None:
        """A target whose row is not known."""
        if target is None:
            return
        kind, fields = unwrap(target)
        if kind == "PLpgSQL_row":
            for field in fields.get("fields", []):
                self.assign(field["varno"], UNKNOWN)
        else:
            self.variables[fields["refname"]] = UNKNOWN

    # ---- inner statements

    def apply(self, statement: Statement) -> list[Change]:
        """Apply a statement through the replay's handlers. Refused says which statement it was."""
        from ..handlers import HANDLERS

        handler = HANDLERS.get(statement.kind)
        if handler is None:
            return []
        inner = Context(self.context.replay, statement)
        mark = self.catalog.mark()
        try:
            handler(inner, statement.node)
            if statement.kind in WRITES:
                note_write(inner, statement.kind, statement.node)
            if self.catching and any(isinstance(c, ObjectAssumed) for c in inner.changes) and self.caught("42P01"):
                raise Refused("42P01", "relation does not exist")
        except Refused as refused:
            self.catalog.undo(mark)
            if refused.statement is None:
                refused.statement = statement
            raise
        self.context.changes.extend(inner.changes)
        return inner.changes

    def caught(self, sqlstate: str) -> bool:
        """Whether a surrounding block catches an error."""
        return any(catches(condition, sqlstate) for conditions in self.catching for condition in conditions)

    def call(self, routine: Routine, arguments: dict[str, Any]) -> Any:
        """Run a routine that the body calls, and give its value."""
        from .called_routines import run_routine

        return run_routine(self.context, routine, arguments, self)

    def running(self, evaluate: Callable[[], Any]) -> Any:
        """Evaluate what is evaluated just once: what the routines do that it calls is done."""
        evaluator, before = self.evaluator, self.evaluator.runs
        evaluator.runs = True
        try:
            return evaluate()
        finally:
            evaluator.runs = before

    def called(self, call: Node, scope: Scope) -> Any:
        """The value of a call in an expression. Where the expression may be evaluated more than once, or not at all, a
        routine that changes the catalog has none."""
        from .called_routines import arguments_of, routine_of

        evaluator, direct = self.evaluator, self.evaluator.runs
        routine = routine_of(self.context, call)
        if routine is None or routine.returns_set:
            evaluator.run_unseen(list_name(call["funcname"]))
            return UNKNOWN
        values = evaluator.values(call.get("args"), scope)
        if routine.strict and None in values:
            return None
        arguments = arguments_of(self.context, routine, call, values)
        found: list[Any] = []
        tried = self.trial(lambda: found.append(self.call(routine, arguments)))
        if not tried.failed and not tried.effect and not tried.taints:
            return found[0]
        if direct:
            return self.call(routine, arguments)
        evaluator.run_unseen(list_name(call["funcname"]))
        return UNKNOWN
