"""Runs the tree of a PL/pgSQL body on the catalog: what is certain is applied, what is not is tried, undone and marked
unknown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from typing import Any, NamedTuple

from ...analysis.postgres.error_conditions import catches
from ...catalog.changes import Change, ObjectAssumed
from ...record import Draft, field
from ...syntax.parser import parse_statements
from ...syntax.source import Node, Statement
from ...syntax.tree import list_name, unwrap
from ..catalog_queries.catalog_query import new_evaluator
from ..catalog_queries.known_values import UNKNOWN, GaveUp
from ..catalog_queries.name_scope import NameScope, QueryRows
from ..state.attempt import Attempt
from ..state.context import Context, Handler
from ..state.empty_tables import WRITES, note_write
from ..state.refused import Refused
from ..state.savepoint import TAKEN_BACK
from .effects import Effect, effect_since
from .inner_statements import InnerStatements
from .unknown_effects import Taint, taints_of_changes, with_matches
from .variables import BodyVariables

BY_DATA = "a condition depends on data that is not in the migrations"

MAX_STEPS = 100_000
"""Statements that one block may run; beyond that it is given up."""

RESULT = "\0result"
"""The variable that holds the value of RETURN."""

PENDING = object()
"""The value of a call that is to be made again."""

Action = Callable[[], Any]
"""Does what a call does, and returns its value."""

Signal = tuple[str, str, bool] | None
"""How a statement leaves: "exit", "continue" or "return", a label, and whether that is certain."""


def text_of_query(node: Node) -> str:
    """Return the text of a PLpgSQL_expr."""
    return str(node["PLpgSQL_expr"]["query"])


@lru_cache(maxsize=512)
def statements_of(text: str) -> list[tuple[str, Node]]:
    """Return the statements of a text; raise ValueError if it doesn't parse."""
    return parse_statements(text)


class Protection(Draft):
    """A block with EXCEPTION while its body runs."""

    conditions: list[str]
    """The conditions that it catches."""
    risks: dict[str, None] = field(default_factory=dict)
    """The SQLSTATEs of errors that it catches and that rows may have raised in it."""

    def catches(self, sqlstate: str) -> bool:
        return any(catches(condition, sqlstate) for condition in self.conditions)


class Trial(Draft):
    """What a piece of a body did before it was undone."""

    failed: bool
    signal: Signal
    taints: list[Taint]
    variables: dict[str, Any]
    reasons: list[str]
    effect: Effect


class Language(NamedTuple):
    """What an interpreter is given of PL/pgSQL."""

    statements: Mapping[str, Callable[[Interpreter, Node], Signal]]
    """The functions that run statements, by the parser's name of the statement's node."""
    action_of: Callable[[Interpreter, Node, list[Any]], Action | None]
    """Returns what a call with these values does, if it may change the catalog or the session."""
    follow: Callable[[Interpreter, str, Node, NameScope], None]
    """Does what a data statement calls."""
    query_rows: Callable[[Interpreter, Node, NameScope], QueryRows]
    """Runs a query once."""


class Interpreter:
    """One body that runs. `function` is the tree of parse_plpgsql, `body` the offset and text in the file (None if it
    isn't verbatim there)."""

    def __init__(
        self,
        context: Context,
        language: Language,
        function: Node,
        body: tuple[int, bytes] | None,
        fresh: bool = False,
    ) -> None:
        self.context = context
        self.language = language
        self.catalog = context.catalog
        self.action = function["action"]
        self.inside = InnerStatements(context, body)
        self.evaluator = new_evaluator(context, fresh)
        self.evaluator.caller = self.called
        self.variables = BodyVariables(context, function)
        self.scope = NameScope(None, self.variables)
        self.claimed: set[int] = set()
        self.met: dict[int, Any] = {}
        """The calls of a query that were evaluated, by the ids of their trees, with the values of those that it makes
        just once."""
        self.catching: list[Protection] = []
        self.errors: list[Refused] = []
        self.steps = 0
        self.reasons: list[str] = []
        self.taints: list[Taint] = []
        self.place: Statement | None = None

    # ---- the whole

    def run(self) -> None:
        """Run the body; raise Refused if PostgreSQL would stop with an error, GaveUp if it takes too long."""
        self.variables.begin()
        self.statement(self.action)

    def statement(self, node: Node) -> Signal:
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise GaveUp
        kind, fields = unwrap(node)
        run = self.language.statements.get(kind)
        return run(self, fields) if run else None

    def statements(self, nodes: list[Node] | None) -> Signal:
        """Run statements one after the other. After one that may leave, the rest is only tried."""
        for at, node in enumerate(nodes or ()):
            signal = self.statement(node)
            if signal is None:
                continue
            if not signal[2] and nodes and at + 1 < len(nodes):
                self.perhaps(partial(self.statements, nodes[at + 1 :]), "a condition depends on data")
            return signal
        return None

    # ---- doubt

    def trial(self, run: Callable[[], Signal]) -> Trial:
        """Run and undo."""
        end = self.begin_trial()
        try:
            return end(run(), False)
        except Refused:
            return end(None, True)

    def begin_trial(self) -> Callable[[Signal, bool], Trial]:
        """Begin something that is undone; return what ends it, given how it left and whether it failed."""
        attempt, unknown = Attempt(self.context), len(self.catalog.unknown)
        variables, reasons, taints = dict(self.variables), len(self.reasons), len(self.taints)
        return partial(self._end_trial, attempt, unknown, variables, reasons, taints, self.catalog.last_oid)

    def _end_trial(
        self,
        attempt: Attempt,
        unknown: int,
        variables: dict[str, Any],
        reasons: int,
        taints: int,
        last_oid: int,
        signal: Signal,
        failed: bool,
    ) -> Trial:
        touched = [] if failed else taints_of_changes(attempt.changes, self.catalog)
        if not failed:
            touched += [Taint(u.aspect, u.schema, u.name) for u in list(self.catalog.unknown)[unknown:]]
        result = Trial(
            failed,
            signal,
            list(dict.fromkeys(touched)),
            dict(self.variables),
            self.reasons[reasons:],
            {} if failed else effect_since(self.catalog, attempt.before.mark, last_oid) | attempt.settings(),
        )
        attempt.undo(TAKEN_BACK)
        del self.reasons[reasons:], self.taints[taints:]
        self.variables.clear()
        self.variables.update(variables)
        return result

    def perhaps(self, run: Callable[[], Signal], reason: str) -> Signal:
        """Try statements that may or may not run: what they touch becomes unknown."""
        tried = self.trial(run)
        if tried.failed:
            return None
        self.variables.merge([tried.variables])
        if tried.taints:
            self.note(next(iter(tried.reasons), reason), tried.taints)
        return (tried.signal[0], tried.signal[1], False) if tried.signal else None

    def alternatives(self, bodies: list[list[Node]], reason: str) -> Signal:
        """Try several bodies of which an unknown one runs; one that ends in an error doesn't."""
        return self.one_of([partial(self.statements, body) for body in bodies], reason)

    def one_of(self, pieces: Sequence[Callable[[], Signal]], reason: str) -> Signal:
        """Try several pieces in the same way."""
        tried = [self.trial(piece) for piece in pieces]
        alive = [i for i, trial in enumerate(tried) if not trial.failed]
        if len(alive) == 1:
            return pieces[alive[0]]()
        if not alive:
            return None
        trials = [tried[i] for i in alive]
        if trials[0].effect and all(t.effect == trials[0].effect and t.signal == trials[0].signal for t in trials):
            # Whichever runs, the catalog is the same afterwards.
            signal = pieces[alive[0]]()
            self.variables.merge([trial.variables for trial in trials])
            return signal
        taints = list(dict.fromkeys(taint for trial in trials for taint in trial.taints))
        if taints:
            inner = next((r for trial in trials for r in trial.reasons), None)
            self.note(inner or reason, taints)
        self.variables.merge([trial.variables for trial in trials])
        signals = {trial.signal for trial in trials}
        if len(signals) == 1:
            return signals.pop()
        found = next(s for s in (trial.signal for trial in trials) if s)
        return found[0], found[1], False

    def note(self, reason: str, taints: list[Taint], place: Statement | None = None) -> None:
        """Mark aspects as unknown, and note that for the change."""
        taints = with_matches(taints, self.catalog)
        for taint in taints:
            if taint.aspect != "owner":
                self.context.unknown(taint.aspect, taint.schema, taint.name, reason)
        self.reasons.append(reason)
        self.taints.extend(taints)
        self.place = self.place or place

    # ---- names and values

    def value(self, expression: Node) -> Any:
        """Return the value of a PLpgSQL_expr."""
        return self.evaluator.text(expression["PLpgSQL_expr"]["query"], self.scope)

    # ---- inner statements

    def apply(
        self, statement: Statement, variables: Collection[str] | None = None, check: Handler | None = None
    ) -> list[Change]:
        """Apply a statement through the replay's handlers; a Refused gets the statement that it is about. `variables`
        as in Context; with `check`, that handler only looks at it, and what it calls and writes is not done."""
        handler = check or self.context.replay.handlers.get(statement.kind)
        if handler is None:
            return []
        inner = Context(self.context.replay, statement)
        inner.variables = variables
        mark = self.catalog.mark()
        try:
            handler(inner, statement.node)
            if check is None:
                if statement.kind in WRITES:
                    note_write(inner, statement.kind, statement.node)
                self.context.replay.follow_consequences(inner)
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
        """Return whether a surrounding block catches an error."""
        return any(protection.catches(sqlstate) for protection in self.catching)

    def may_fail(self, sqlstates: Iterable[str]) -> None:
        """Note that rows may raise one of these errors here: a block that catches it may end here."""
        for sqlstate in sqlstates:
            for protection in reversed(self.catching):
                if protection.catches(sqlstate):
                    protection.risks[sqlstate] = None
                    break

    def once(self, expression: Node) -> Any:
        """Return the value of a PLpgSQL_expr that is evaluated just once here, with what it calls done."""
        return self.running(partial(self.value, expression))

    def running(self, evaluate: Callable[[], Any]) -> Any:
        """Evaluate what is evaluated just once: what the routines do that it calls is done."""
        return self.evaluator.evaluated(evaluate, runs=True)

    def called(self, call: Node, scope: NameScope) -> Any:
        """Return the value of a call in an expression. Where the expression may be evaluated more than once, or not at
        all, what the call does to the catalog isn't known."""
        evaluator, direct = self.evaluator, self.evaluator.runs
        if self.met.get(id(call), PENDING) is not PENDING:
            return self.met[id(call)]
        self.met[id(call)] = PENDING
        values = evaluator.values(call.get("args"), scope)
        action = self.language.action_of(self, call, values)
        if action is None:
            evaluator.run_unseen(list_name(call["funcname"]))
            return UNKNOWN
        found: list[Any] = []

        def act() -> None:
            found.append(action())

        tried = self.trial(act)
        if not tried.failed and not tried.effect and not tried.taints:
            return found[0]
        if direct:
            return action()
        evaluator.run_unseen(list_name(call["funcname"]))
        if tried.taints:
            self.note(next(iter(tried.reasons), BY_DATA), tried.taints)
        return UNKNOWN
