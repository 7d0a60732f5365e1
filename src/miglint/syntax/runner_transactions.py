"""How the programs that run migration files cut them into transactions, and what PostgreSQL allows in one."""

from __future__ import annotations

from typing import Literal

from .source import Migration, Node, Statement

Sending = Literal["statements", "pieces", "pipeline", "block"]
"""How a file reaches the server: each statement alone; in pipelines, cut where a statement must run alone; in one
pipeline; or all of it behind one BEGIN."""

DIRECTIVE = "-- pg-delta: transaction=false"
"""The first line of a file whose statements Supabase's CLI 3 sends one by one."""

_CONTROL = frozenset(
    {
        "TRANS_STMT_BEGIN", "TRANS_STMT_START", "TRANS_STMT_COMMIT", "TRANS_STMT_ROLLBACK", "TRANS_STMT_PREPARE",
        "TRANS_STMT_COMMIT_PREPARED", "TRANS_STMT_ROLLBACK_PREPARED",
    }
)  # fmt: skip

_ALWAYS_OUTSIDE = {
    "CreatedbStmt": "CREATE DATABASE",
    "DropdbStmt": "DROP DATABASE",
    "AlterSystemStmt": "ALTER SYSTEM",
    "CreateTableSpaceStmt": "CREATE TABLESPACE",
    "DropTableSpaceStmt": "DROP TABLESPACE",
}
_ONLY_INSIDE = {
    "TRANS_STMT_SAVEPOINT": "SAVEPOINT",
    "TRANS_STMT_RELEASE": "RELEASE SAVEPOINT",
    "TRANS_STMT_ROLLBACK_TO": "ROLLBACK TO SAVEPOINT",
}
_WHOLE = {
    "REINDEX_OBJECT_SCHEMA": "REINDEX SCHEMA",
    "REINDEX_OBJECT_SYSTEM": "REINDEX SYSTEM",
    "REINDEX_OBJECT_DATABASE": "REINDEX DATABASE",
}
OUTSIDE_KINDS = frozenset(
    {
        *_ALWAYS_OUTSIDE, "AlterDatabaseStmt", "AlterEnumStmt", "AlterTableStmt", "ClusterStmt",
        "CreateSubscriptionStmt", "DiscardStmt", "DropStmt", "IndexStmt", "ReindexStmt", "VacuumStmt",
    }
)  # fmt: skip
"""The kinds of statements of which some or all are refused in a transaction."""

ABOUT_TRANSACTIONS = OUTSIDE_KINDS | {"TransactionStmt", "LockStmt", "DeclareCursorStmt"}
"""The kinds of statements to which it can matter whether a transaction is open."""


def sending(migration: Migration, runner: str) -> Sending:
    """Return how a runner (`Target.runner`) sends a file.

    Source: `MigrationApply.file` of Supabase's CLI 3.1.0; CLI 2 before 2.109 sends a file as one pipeline, whose end is
    its only Sync message (pkg/migration/file.go).
    """
    match runner:
        case "supabase-3":
            if migration.role == "seed":
                return "block"
            first = migration.text.partition("\n")[0].removesuffix("\r")
            own = any(s.kind == "TransactionStmt" and _control(s) in _CONTROL for s in migration.statements)
            return "statements" if first == DIRECTIVE or own else "pieces"
        case "supabase-2":
            return "pipeline"
        case "transaction":
            return "block"
    return "statements"


def _control(statement: Statement) -> str:
    return str(statement.node.get("kind", "TRANS_STMT_BEGIN"))


_MAY_STAND_ALONE = frozenset({"AlterSystemStmt", "ClusterStmt", "IndexStmt", "DropStmt", "VacuumStmt", "ReindexStmt"})


def stands_alone(statement: Statement) -> bool:
    """Return whether Supabase's CLI 3 takes the statement out of the pipeline, and cuts the file there.

    Its list (3.1.0) is by words: CREATE and DROP INDEX CONCURRENTLY, REINDEX ... CONCURRENTLY on one line and without
    parentheses, VACUUM, ALTER SYSTEM, CLUSTER. Other statements that can't run in a transaction are not on it.
    """
    match statement.kind:
        case "AlterSystemStmt" | "ClusterStmt":
            return True
        case "IndexStmt" | "DropStmt":
            return bool(statement.node.get("concurrent"))
        case "VacuumStmt":
            return bool(statement.node.get("is_vacuumcmd"))
        case "ReindexStmt":
            return _reindex_stands_alone(statement)
    return False


def _reindex_stands_alone(statement: Statement) -> bool:
    text = statement.text
    for wrapped in statement.node.get("params") or ():
        option = wrapped["DefElem"]
        if option["defname"] == "concurrently" and statement.base is not None:
            at = len(statement.migration.data[statement.start : option.get("location", 0)].decode("utf-8", "replace"))
            end = at + len("concurrently")
            return "\n" not in text[:at] and text[at - 1 : at].isspace() and text[end : end + 1].isspace()
    return False


def refused_inside(statement: Statement, version: int) -> str | None:
    """Return the command that PostgreSQL refuses in a transaction (25001), as it names it; None for other statements.

    Source: PreventInTransactionBlock in tcop/utility.c, and the commands that call it themselves.
    """
    if statement.kind not in OUTSIDE_KINDS:
        return None
    if statement.kind in _ALWAYS_OUTSIDE:
        return _ALWAYS_OUTSIDE[statement.kind]
    node = statement.node
    match statement.kind:
        case "IndexStmt" if node.get("concurrent"):
            return "CREATE INDEX CONCURRENTLY"
        case "DropStmt" if node.get("concurrent"):
            return "DROP INDEX CONCURRENTLY"
        case "VacuumStmt" if node.get("is_vacuumcmd"):
            return "VACUUM"
        case "ReindexStmt":
            concurrently = any(p["DefElem"]["defname"] == "concurrently" for p in node.get("params", ()))
            return "REINDEX CONCURRENTLY" if concurrently else _WHOLE.get(node["kind"])
        case "ClusterStmt" if "relation" not in node:
            return "CLUSTER"
        case "DiscardStmt" if node.get("target", "DISCARD_ALL") == "DISCARD_ALL":
            return "DISCARD ALL"
        case "AlterDatabaseStmt":
            moved = any(o["DefElem"]["defname"] == "tablespace" for o in node.get("options", ()))
            return "ALTER DATABASE SET TABLESPACE" if moved else None
        case "CreateSubscriptionStmt" if not any(map(_makes_no_slot, node.get("options") or ())):
            return "CREATE SUBSCRIPTION ... WITH (create_slot = true)"
        case "AlterEnumStmt" if version < 12 and "newVal" in node and "oldVal" not in node:
            return "ALTER TYPE ... ADD"
        case "AlterTableStmt":
            return "ALTER TABLE ... DETACH CONCURRENTLY" if any(map(_detaches, node.get("cmds", ()))) else None
    return None


def _makes_no_slot(option: Node) -> bool:
    """Return whether an option of CREATE SUBSCRIPTION may keep it from making a slot."""
    return option["DefElem"]["defname"] in ("connect", "create_slot")


def _detaches(command: Node) -> bool:
    match command:
        case {"AlterTableCmd": {"def": {"PartitionCmd": {"concurrent": True}}}}:
            return True
    return False


class OpenTransaction:
    """Where a file is in its transactions: told each statement before and after it runs, it says what commits.

    A pipeline is one transaction, but its first statement does not know that yet and may be one that is refused in
    transactions. BEGIN in a pipeline keeps what was before it, COMMIT and ROLLBACK end it and begin the next one.
    Source: exec_execute_message in tcop/postgres.c; asked of PostgreSQL 17 and 18 through pipelines.
    """

    def __init__(self, runner: str, version: int) -> None:
        self.runner = runner
        self.version = version
        self.sending: Sending = "statements"
        self.block = False
        """Whether a BEGIN is open."""
        self.opened: Statement | None = None
        """The BEGIN of the file that opened it."""
        self.sent = False
        """Whether the pipeline has sent a statement of the transaction."""

    def begin_file(self, migration: Migration) -> None:
        """A new file."""
        self.sending = sending(migration, self.runner)
        self.block = self.sending == "block"
        self.opened = None
        self.sent = False

    @property
    def is_open(self) -> bool:
        """Return whether a statement would run in a transaction with those before it."""
        return self.block or (self.sent and self.sending in ("pieces", "pipeline"))

    @property
    def continues(self) -> bool:
        """Return whether what runs now commits together with what follows it."""
        return self.block or self.sending in ("pieces", "pipeline")

    def cuts(self, statement: Statement) -> bool:
        """Return whether the runner commits what stands before this statement, and then runs it alone."""
        return self.sending == "pieces" and statement.kind in _MAY_STAND_ALONE and stands_alone(statement)

    def refused(self, statement: Statement) -> tuple[str, str] | None:
        """Return the SQLSTATE and the message where PostgreSQL refuses the statement here; None where it doesn't."""
        if statement.kind in OUTSIDE_KINDS:
            if self.is_open and not self.cuts(statement) and (what := refused_inside(statement, self.version)):
                piped = not self.block and self.version < 18
                where = "be executed within a pipeline" if piped else "run inside a transaction block"
                return "25001", f"{what} cannot {where}"
            return None
        if self.block or statement.kind not in ABOUT_TRANSACTIONS:
            return None
        if not self.runner.startswith("supabase"):
            return None  # which program runs the files is a guess there
        match statement.kind:
            case "TransactionStmt":
                what = _ONLY_INSIDE.get(_control(statement))
            case "LockStmt":
                what = None if self.version >= 18 and self.is_open else "LOCK TABLE"
            case _:
                held = statement.node.get("options", 0) & _HOLD
                what = None if held or (self.version >= 18 and self.is_open) else "DECLARE CURSOR"
        return ("25P01", f"{what} can only be used in transaction blocks") if what else None

    def ran(self, statement: Statement) -> bool:
        """Return whether the statement, which has run, ended its transaction."""
        if statement.kind == "TransactionStmt":
            match _control(statement):
                case "TRANS_STMT_BEGIN" | "TRANS_STMT_START":
                    if not self.block:
                        self.block, self.opened = True, statement
                case "TRANS_STMT_COMMIT" | "TRANS_STMT_ROLLBACK" | "TRANS_STMT_PREPARE":
                    self.block = bool(statement.node.get("chain"))
                    self.opened = statement if self.block else None
                    self.sent = False
                    return True
            return False
        if self.cuts(statement):
            self.sent = False
            return True
        if statement.kind in _COMMIT_AT_ONCE and not self.is_open and refused_inside(statement, self.version):
            return True
        self.sent = True
        return not self.continues


_COMMIT_AT_ONCE = frozenset({*_ALWAYS_OUTSIDE, "AlterDatabaseStmt", "DiscardStmt"})
"""The kinds that commit at once as the first of a pipeline; the others, as VACUUM, make transactions themselves, and
leave the pipeline in one."""

_HOLD = 0x0020
"""CURSOR_OPT_HOLD (nodes/parsenodes.h)."""


def committed_together(migration: Migration, runner: str, version: int) -> list[list[Statement]]:
    """Return the statements of a file by the transactions that they commit in."""
    transaction = OpenTransaction(runner, version)
    transaction.begin_file(migration)
    found: list[list[Statement]] = [[]]
    for statement in migration.statements:
        if found[-1] and transaction.cuts(statement):
            found.append([])
        found[-1].append(statement)
        if transaction.ran(statement):
            found.append([])
    return [piece for piece in found if piece]
