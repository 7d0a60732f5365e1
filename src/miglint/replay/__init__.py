"""Replay: statements in order, the catalog after each; nothing is executed and no server is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from operator import attrgetter
from typing import NamedTuple

from ..catalog import Catalog
from ..catalog.changes import Change, EnumValueAdded, ReplayFailed, SqlNotFollowed, StatementRefused
from ..catalog.target import Target
from ..syntax.runner_transactions import ABOUT_TRANSACTIONS
from ..syntax.source import Migration, Node, Statement
from .checks.command_rights import refuse_without_rights
from .checks.fresh_enum_labels import refuse_fresh_labels
from .handlers import HANDLERS
from .second_run import last_piece, run_again
from .state.context import Context, Handler, ReplayState
from .state.empty_tables import WRITES, note_write
from .state.refusals import refusal
from .state.refused import Refused
from .state.savepoint import TAKEN_BACK, WHOLE_HISTORY, ReplayContents, Savepoint, fields_of, put_back
from .state.vacated import names_in
from .statements.on_commit import end_transaction


class Ran(NamedTuple):
    """One statement that was applied."""

    statement: Statement
    changes: tuple[Change, ...]
    mark: int
    """Where the catalog's journal stood before it."""


_MAY_SET = frozenset({"SelectStmt", "DoStmt", "CallStmt", "VariableSetStmt", "DiscardStmt", "TransactionStmt"})
"""Statements that may change the session; where others do it by what they call, `follow_calls` takes it back."""


def _transaction(context: Context, node: Node) -> None:
    """ROLLBACK and savepoints; where BEGIN and COMMIT lead to is known when they have run."""
    replay = context.replay
    before = names_in(context.catalog) if "ROLLBACK" in node["kind"] else set()
    replay.transactions.control(node)
    for key in before and before - names_in(context.catalog):
        replay.doubts.gone[key] = (context.statement, "undone by ROLLBACK")


class Replay(ReplayState):
    """The fold over a history: `run` files, one after the other; `catalog` is the state so far."""

    def __init__(self, target: Target) -> None:
        super().__init__(target, HANDLERS)
        self.prelude_mark = 0
        """The state of the catalog before the first file, as a mark."""

    @property
    def start(self) -> Catalog:
        """Return the catalog before the first file: what a fresh project has."""
        return self.catalog.at(self.prelude_mark)

    def contents(self) -> ReplayContents:
        """Return the replay as plain data, between two files."""
        return ReplayContents(self.catalog.contents(self.prelude_mark), fields_of(self, WHOLE_HISTORY))

    def load(self, contents: ReplayContents) -> None:
        """Take what `contents` returned, in a replay that has seen nothing, in place of the prelude and the files."""
        self.catalog.load(contents.catalog)
        self.prelude_mark = 0
        put_back(self, contents.parts)

    def run(
        self,
        files: Iterable[Migration],
        statements: Callable[[Migration], Iterable[Statement]] = attrgetter("statements"),
    ) -> Iterator[Ran]:
        """Apply files in their order, and yield what each statement did; the catalog is then as it left it.

        `statements` returns those of a file that are to be run, if not all.
        """
        for migration in files:
            self.begin_file(migration)
            last = self._last_piece(migration)
            refused: set[int] = set()
            for statement in statements(migration):
                mark = self.catalog.mark()
                before = run_again(self, statement, refused) if statement is last else ()
                changes = self.apply(statement)
                if last is not None and StatementRefused in map(type, changes):
                    refused.add(statement.index)
                yield Ran(statement, before + changes, mark)

    def _last_piece(self, migration: Migration) -> Statement | None:
        """Return the statement of a file that is reported on before which it is to be run again."""
        return last_piece(migration, self.target.runner, self.target.postgres_version) if self.compiles else None

    def begin_file(self, migration: Migration) -> None:
        """A new file: the last one's transaction has ended, and the session starts afresh."""
        end_transaction(self)
        self.session.reset()
        self.transactions.begin_file(migration)

    def apply(self, statement: Statement) -> tuple[Change, ...]:
        """Apply one statement. What PostgreSQL would refuse changes nothing and is a StatementRefused."""
        transactions, kind = self.transactions, statement.kind
        handler = HANDLERS.get(kind)
        if kind in ABOUT_TRANSACTIONS and not self.in_prelude:
            if transactions.cuts(statement):
                self._end_transaction(statement.index)
            handler = _transaction if kind == "TransactionStmt" else handler or _nothing
            if (refused := transactions.refused(statement)) is not None:
                handler = partial(_refuse, refused)
        changes = () if handler is None else self._handle(handler, statement)
        if transactions.ended(statement):
            self._end_transaction(statement.index + 1)
        return changes

    def _end_transaction(self, following: int) -> None:
        """The open transaction ends, and the next begins with the statement of this index."""
        if self.transactions.start is not None:
            end_transaction(self)
        self.transactions.begin(following)

    def _follow(self, context: Context) -> None:
        from .plpgsql.consequences import follow_consequences

        follow_consequences(context)

    def _handle(self, handler: Handler, statement: Statement) -> tuple[Change, ...]:
        context = Context(self, statement)
        # Most statements can't change the session, whatever they lead to.
        may_set = statement.kind in _MAY_SET or self.catalog.event_triggers.rows
        before = Savepoint(self, TAKEN_BACK if may_set else ())
        try:
            if self.fresh_labels.labels:
                refuse_fresh_labels(context)
            handler(context, statement.node)
            if self.session.role != self.session.login:
                refuse_without_rights(context)
            if statement.kind in WRITES and not self.in_prelude:
                note_write(context, statement.kind, statement.node)
            self.follow_consequences(context)
        except Refused as refused:
            # A repaired statement is already reported as a syntax error; most of them lack IF NOT EXISTS.
            context.changes = [] if statement.repaired else [refusal(statement, refused, self.catalog)]
            before.restore()
        except RecursionError:
            before.restore()
            return (SqlNotFollowed(statement=statement, oid=0, reason="the statement is nested too deeply"),)
        except Exception as error:
            # A fault of miglint itself must cost only one statement: check reports it, with exit status 2.
            from traceback import format_exc

            before.restore()
            error_text = f"{type(error).__name__}: {error}"
            return (ReplayFailed(statement=statement, oid=0, error=error_text, traceback=format_exc()),)
        if statement.repaired:
            self.doubts.assumed = True
        changes = self.doubts.sift(tuple(context.changes), self.catalog)
        if EnumValueAdded in map(type, changes):
            self.fresh_labels.note(changes, statement.migration)
        return changes


def _nothing(context: Context, node: Node) -> None:
    """Change nothing."""


def _refuse(said: tuple[str, str], context: Context, node: Node) -> None:
    """Refuse a statement that can't run in a transaction, or only in one."""
    begin = context.replay.transactions.opened
    related = (begin.place(None, "the transaction begins here"),) if begin else ()
    raise Refused(*said, related=related)


__all__ = ["HANDLERS", "Context", "Ran", "Refused", "Replay"]
