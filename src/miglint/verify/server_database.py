"""The databases that miglint creates on a server: filled once, copied for each history, dropped at the end."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..catalog.target import Target
from ..errors import MiglintError
from ..syntax.quoting import quote_identifier
from . import start_state
from .server import Server

if TYPE_CHECKING:
    from psycopg import Connection

PREFIX = "miglint_verify_"
_HOME = "template1"  # where to stand while databases are made and dropped; every server has it


@dataclass(frozen=True, slots=True)
class ProjectDatabase:
    """An empty project on a server. `others` are the roles that existed before, which miglint must not change."""

    server: Server
    name: str
    target: Target
    version: int
    others: frozenset[str]

    def connect(self, **options: Any) -> Connection:
        """Return a session of the superuser in this database; each statement commits by itself."""
        return _connect(self.server, self.name, **options)


@dataclass(frozen=True, slots=True)
class Template:
    """A database with the start state, which others are copied from."""

    server: Server
    name: str
    target: Target
    version: int
    others: frozenset[str]

    @contextmanager
    def copy(self) -> Iterator[ProjectDatabase]:
        """Yield a new project; it and the roles that the migrations created are dropped afterwards.

        On a server of our own it is called `postgres`, as Supabase's is.
        """
        name = "postgres" if self.server.own else PREFIX + secrets.token_hex(6)
        quoted, model = quote_identifier(name), quote_identifier(self.name)
        with _connect(self.server, _HOME if self.server.own else None) as home:
            roles = _roles(home)
            home.execute(f"CREATE DATABASE {quoted} TEMPLATE {model} OWNER postgres".encode())
            if self.target.platform == "supabase":
                home.execute(start_state.database_settings(name).encode())
            try:
                yield ProjectDatabase(self.server, name, self.target, self.version, self.others)
            finally:
                home.execute(f"DROP DATABASE IF EXISTS {quoted} WITH (FORCE)".encode())
                _drop_roles(home, _roles(home) - roles)


@contextmanager
def template(server: Server, target: Target) -> Iterator[Template]:
    """Yield a database with the start state; it is dropped at the end, with the roles that had to be created.

    Raises MiglintError where the server's user may not do that.
    """
    with _connect(server, _HOME if server.own else None) as home:
        version = _require_superuser(home)
        if server.own:
            home.execute("DROP DATABASE postgres")
        name = PREFIX + secrets.token_hex(6)
        before = _roles(home)
        try:
            made = _fill(home, server, name, target, frozenset() if server.own else frozenset(before))
            yield Template(server, name, target, version, frozenset(before) - frozenset(made))
        finally:
            home.execute(f"DROP DATABASE IF EXISTS {quote_identifier(name)} WITH (FORCE)".encode())
            if not server.own:
                _drop_roles(home, _roles(home) - before)


def _fill(home: Connection, server: Server, name: str, target: Target, others: frozenset[str]) -> list[str]:
    """Create the roles and the database, and return the roles that the server lacked."""
    import psycopg

    try:
        made = start_state.make_roles(home, target)
        create = f"CREATE DATABASE {quote_identifier(name)} TEMPLATE template0 ENCODING 'UTF8' OWNER postgres"
        home.execute(create.encode())
        with _connect(server, name) as inside:
            start_state.fill(inside, target, files_of_extensions=server.own, others=others)
    except psycopg.Error as error:
        what = f"the server refuses the start state of a project: {str(error).splitlines()[0]}"
        raise MiglintError(what, "leave --db-url out and let miglint start a server") from None
    return made


def _connect(server: Server, database: str | None, **options: Any) -> Connection:
    import psycopg

    chosen: dict[str, Any] = {"dbname": database} if database else {}
    try:
        connection = psycopg.connect(server.conninfo, autocommit=True, **chosen, **options)
    except psycopg.OperationalError as error:
        raise MiglintError(f"can't connect to the server: {str(error).strip().splitlines()[-1]}") from None
    connection.prepare_threshold = None
    return connection


def _require_superuser(connection: Connection) -> int:
    """Return the server's major version; raise MiglintError unless the user is a superuser."""
    row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    if not (row and row[0]):
        raise MiglintError(
            "miglint verify needs a superuser on the server, to create roles and databases",
            "on Supabase's local stack that is supabase_admin; or leave --db-url out and let miglint start a server",
        )
    if (version := connection.info.server_version // 10000) < 15:
        raise MiglintError(f"the server is PostgreSQL {version}; miglint verify needs 15 or later")
    return version


def _roles(connection: Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}


def _drop_roles(connection: Connection, roles: set[str]) -> None:
    """Drop roles and what they still hold; some depend on others, hence the rounds."""
    import psycopg

    for _ in range(len(roles)):
        for role in sorted(roles):
            with suppress(psycopg.Error):
                quoted = quote_identifier(role)
                connection.execute(f"DROP OWNED BY {quoted} CASCADE".encode())
                connection.execute(f"DROP ROLE {quoted}".encode())
                roles.discard(role)
        if not roles:
            return
