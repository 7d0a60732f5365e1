"""Run migrations on a server, in the transactions that the target's runner uses, statement by statement."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..errors import MiglintError
from ..syntax.quoting import quote_identifier
from ..syntax.runner_transactions import OpenTransaction, refused_inside
from ..syntax.source import Migration, Place, Span, Statement
from ..syntax.split import pieces
from ..syntax.tokens import name_end
from . import privileged_statements
from .extension_rows import emulate
from .server import SUPERUSER
from .server_database import ProjectDatabase
from .shared_objects import reaches_out
from .stand_in_indexes import is_of_a_stand_in, without_options
from .start_state import migrating_role, search_path

if TYPE_CHECKING:
    import psycopg

_FORGET_FILE = "ROLLBACK"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refusal of the server. `position` is a code point of the file, if the server named one; `statement` is None for
    an error at the end of the file (deferred constraints)."""

    migration: Migration
    statement: Statement | None
    sqlstate: str | None
    message: str
    detail: str = ""
    hint: str = ""
    position: int | None = None

    @property
    def place(self) -> Place:
        """Return the token that the server points at, else the statement, else the file's end."""
        if self.position is not None:
            end = max(self.position + 1, name_end(self.migration.text, self.position))
            return Place(self.migration, Span(self.position, end))
        if self.statement is not None:
            return self.statement.place()
        size = len(self.migration.text)
        return Place(self.migration, Span(max(0, size - 1), size))


@dataclass
class Applied:
    """The outcome for all files. `kept` counts the leading statements of each that the database has; `left_out` are
    statements that were not run, because they affect more than this database."""

    refusals: list[Refusal] = field(default_factory=list)
    kept: dict[int, int] = field(default_factory=dict)
    left_out: list[Statement] = field(default_factory=list)

    def statements(self, migration: Migration) -> list[Statement]:
        """Return the statements of a file that the server accepted for good."""
        skipped = {id(statement) for statement in self.left_out}
        kept = [s for s in statements_of(migration)[: self.kept.get(id(migration), 0)] if s.kind]
        return [statement for statement in kept if id(statement) not in skipped]


def apply(
    database: ProjectDatabase,
    migrations: Iterable[Migration],
    progress: Callable[[Migration], None] = lambda _: None,
    keep_going: bool = False,
) -> Applied:
    """Run the files in order. A file that fails is undone, and the next one runs; with `keep_going` only the failing
    statement is undone."""
    applied = Applied()
    path = search_path(database.target).replace(" ", "\\ ")  # in options a space ends the setting
    options = f"-c search_path={path} -c client_min_messages=error -c statement_timeout=60s"
    with database.connect(options=options) as connection:
        session = _Session(connection, database, applied, keep_going)
        for migration in migrations:
            progress(migration)
            session.run(migration)
    return applied


def statements_of(migration: Migration) -> list[Statement]:
    """Return all statements of a file, those that don't parse included: as statements of no kind."""
    if not migration.problems:
        return migration.statements
    return list(_with_broken_ones(migration))


def _with_broken_ones(migration: Migration) -> Iterator[Statement]:
    ends = {migration.code_point(statement.end): statement for statement in migration.statements}
    broken = [problem.span.start for problem in migration.problems if problem.rule == "syntax-error"]
    for index, piece in enumerate(pieces(migration.text)):
        known = next((s for end, s in ends.items() if piece.start < end <= piece.end), None)
        if any(piece.start <= at < piece.end for at in broken) and (known is None or known.kind != "CopyStmt"):
            yield Statement(migration, index, "", {}, migration.byte(piece.start), migration.byte(piece.end))
        elif piece.kind != "blank":
            yield known or Statement(migration, index, "", {}, migration.byte(piece.first), migration.byte(piece.last))


class _Session:
    """The one session that all files run in."""

    def __init__(
        self, connection: psycopg.Connection, database: ProjectDatabase, applied: Applied, keep_going: bool
    ) -> None:
        import psycopg

        self.connection = connection
        self.database = database
        self.applied = applied
        self.keep_going = keep_going
        self.states = psycopg.pq.TransactionStatus
        self.error: type[psycopg.Error] = psycopg.Error
        self.supautils = database.target.platform == "supabase"
        self.transaction = OpenTransaction(database.target.runner, database.version)
        self.kept = 0

    @property
    def state(self) -> psycopg.pq.TransactionStatus:
        return self.connection.info.transaction_status

    def run(self, migration: Migration) -> None:
        """One file, from a fresh session to its commit."""
        role = migrating_role(self.database.target)
        self.connection.execute(f"RESET ALL; SET SESSION AUTHORIZATION {role}".encode())
        self.transaction.begin_file(migration)
        self.kept = 0
        statement: Statement | None = None
        try:
            for number, statement in enumerate(statements_of(migration)):
                if self.is_left_out(statement):
                    continue
                if self.transaction.cuts(statement):
                    self.commit(number)
                self.step(statement)
                if self.transaction.ran(statement):
                    self.commit(number + 1)
            statement = None
            self.commit(len(statements_of(migration)))
            self.note_applied(migration)
        except self.error as error:
            if self.connection.closed:
                raise MiglintError(f"the server went away while {migration.name} ran: {error}") from None
            self.applied.refusals.append(_refusal(migration, statement, error))
            if self.state is not self.states.IDLE:
                self.connection.execute(_FORGET_FILE)
        self.applied.kept[id(migration)] = self.kept

    def commit(self, kept: int) -> None:
        """So many statements of the file are there to stay."""
        if self.state is not self.states.IDLE:
            self.connection.execute("COMMIT")
        self.kept = kept

    def step(self, statement: Statement) -> None:
        """One statement, in a transaction where it may run in one.

        A pipeline is stood in for by BEGIN, behind a first statement that is refused in transactions.
        """
        here, control = self.transaction, statement.kind == "TransactionStmt"
        refused = here.refused(statement)
        if refused is not None and refused[0] == "25P01":
            self.outside_blocks(statement)
            return
        alone = control or here.cuts(statement)
        if not here.is_open and not alone:
            alone = statement.kind == "DropSubscriptionStmt" or refused_inside(statement, here.version) is not None
        if not here.continues and statement.kind in ("LockStmt", "DeclareCursorStmt"):
            alone = True
        if not alone and self.state is self.states.IDLE:
            self.connection.execute("BEGIN")
        if self.keep_going and not alone:
            self.attempt(statement)
        else:
            self.execute(statement)

    def outside_blocks(self, statement: Statement) -> None:
        """Let the server refuse what runs only after BEGIN: in a session that has seen none."""
        try:
            with self.database.connect() as other:
                other.execute(statement.text.encode())
        except self.error as error:
            if not self.keep_going:
                raise
            self.applied.refusals.append(_refusal(statement.migration, statement, error))

    def attempt(self, statement: Statement) -> None:
        """One statement of a transaction that goes on without it where it is refused."""
        self.connection.execute("SAVEPOINT miglint_statement")
        try:
            self.execute(statement)
        except self.error as error:
            if self.connection.closed or self.state is not self.states.INERROR:
                raise
            self.applied.refusals.append(_refusal(statement.migration, statement, error))
            self.connection.execute("ROLLBACK TO SAVEPOINT miglint_statement")
        self.connection.execute("RELEASE SAVEPOINT miglint_statement")

    def is_left_out(self, statement: Statement) -> bool:
        if self.database.server.own or not reaches_out(statement, self.database.others):
            return False
        self.applied.left_out.append(statement)
        return True

    def execute(self, statement: Statement) -> None:
        """Run one statement with the privileges that it has on Supabase."""
        sql = statement.text.encode()
        if (
            statement.kind == "IndexStmt"
            and "options" in statement.node
            and is_of_a_stand_in(self.connection, statement)
        ):
            sql = without_options(statement).encode()
        if statement.kind == "CopyStmt" and "filename" not in statement.node:
            raise self.error("COPY from or to the client needs psql: a migration can't send rows")
        if not self.supautils:
            self.connection.execute(sql)
        elif privileged_statements.of_an_extension(statement):
            self.as_admin(lambda: self.extension(statement, sql))
        elif privileged_statements.needs_superuser(statement):
            self.as_superuser(sql)
        elif statement.kind == "DoStmt" and self.state is self.states.INTRANS:
            self.block(sql)
        else:
            self.connection.execute(sql)

    def extension(self, statement: Statement, sql: bytes) -> None:
        """An extension that is a stand-in of ours has one version only, whichever is asked for."""
        name = str(statement.node.get("extname", ""))
        match statement.kind:
            case "CreateExtensionStmt" if not self.database.server.own and emulate(self.connection, statement):
                return
            case "CreateExtensionStmt" if name == "pg_cron" or self.database.server.stands_in(name):
                sql = _without_version(name, statement)
            case "AlterExtensionStmt" if self.database.server.stands_in(name):
                return
        self.connection.execute(sql)
        if name == "postgres_fdw" and statement.kind == "CreateExtensionStmt":  # Supabase's own after-create script
            self.connection.execute("GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO postgres WITH GRANT OPTION")

    def as_admin(self, run: Callable[[], object]) -> None:
        self.connection.execute(f"SET SESSION AUTHORIZATION {self.admin}".encode())
        run()
        self.connection.execute(f"SET SESSION AUTHORIZATION {migrating_role(self.database.target)}".encode())

    def as_superuser(self, sql: bytes) -> None:
        """`postgres` is a superuser for one statement; a refusal undoes that with the transaction."""
        role = migrating_role(self.database.target)
        if not self.database.server.own and role in self.database.others:  # not ours to change
            self.as_admin(lambda: self.connection.execute(sql))
            return
        self.as_admin(lambda: self.connection.execute(f"ALTER ROLE {role} SUPERUSER".encode()))
        self.connection.execute(sql)
        self.as_admin(lambda: self.connection.execute(f"ALTER ROLE {role} NOSUPERUSER".encode()))

    def block(self, sql: bytes) -> None:
        """A DO block, once more as a superuser where it does something that supautils allows."""
        import psycopg

        self.connection.execute("SAVEPOINT miglint_block")
        try:
            self.connection.execute(sql)
        except psycopg.errors.InsufficientPrivilege as error:
            if not privileged_statements.asks_for_rights(str(error)):
                raise
            self.connection.execute("ROLLBACK TO SAVEPOINT miglint_block")
            self.as_superuser(sql)

    def note_applied(self, migration: Migration) -> None:
        """List the file in supabase_migrations.schema_migrations, which migrations may look at."""
        if self.supautils and migration.role == "migration" and migration.version is not None:
            self.connection.execute(f"SET SESSION AUTHORIZATION {self.admin}".encode())
            insert = "INSERT INTO supabase_migrations.schema_migrations (version, name) VALUES (%s, %s)"
            self.connection.execute(insert + " ON CONFLICT DO NOTHING", (migration.version, migration.path.stem))

    @property
    def admin(self) -> str:
        return SUPERUSER if self.database.server.own else f'"{self.connection.info.user}"'


def _without_version(name: str, statement: Statement) -> bytes:
    """CREATE EXTENSION as it was asked for, but for the version; supautils overrides the schema of pg_cron too."""
    words = ["CREATE EXTENSION", "IF NOT EXISTS" if statement.node.get("if_not_exists") else "", quote_identifier(name)]
    for option in statement.node.get("options") or ():
        match option:
            case {"DefElem": {"defname": "schema", "arg": {"String": {"sval": str(schema)}}}} if name != "pg_cron":
                words.append(f"SCHEMA {quote_identifier(schema)}")
            case {"DefElem": {"defname": "cascade"}}:
                words.append("CASCADE")
    return " ".join(words).encode()


def _refusal(migration: Migration, statement: Statement | None, error: psycopg.Error) -> Refusal:
    diag = error.diag
    position: int | None = None
    if statement is not None and diag.statement_position:
        position = migration.code_point(statement.start) + int(diag.statement_position) - 1
        if not 0 <= position < len(migration.text):
            position = None
    message = diag.message_primary or str(error).strip() or type(error).__name__
    return Refusal(
        migration, statement, error.sqlstate, message, diag.message_detail or "", diag.message_hint or "", position
    )
