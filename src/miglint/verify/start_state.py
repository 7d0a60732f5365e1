"""The state before the first migration: the replay's prelude, run on a server, with bodies and privileges."""

from __future__ import annotations

from collections.abc import Iterator, Set
from pathlib import Path
from typing import TYPE_CHECKING

from ..catalog.target import Target
from ..replay.prelude import start_file
from ..syntax.quoting import quote_identifier
from ..syntax.reading import parse
from ..syntax.source import Migration, Statement
from .extension_rows import emulate
from .server import SUPERUSER
from .shared_objects import reaches_out

if TYPE_CHECKING:
    from psycopg import Connection

_VAULT = "supabase_vault"
_OF_THE_CLUSTER = ("CreateRoleStmt", "AlterRoleStmt", "GrantRoleStmt")


def make_roles(connection: Connection, target: Target) -> list[str]:
    """Create the roles of the start state that the server lacks, and return their names in that order."""
    known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles").fetchall()}
    made: list[str] = []
    for statement in _statements(target):
        if statement.kind not in _OF_THE_CLUSTER:
            continue
        name = statement.node.get("role", "")
        if statement.kind == "CreateRoleStmt":
            if name in known:
                continue
            made.append(name)
        connection.execute(statement.text.encode())
    return made


def fill(connection: Connection, target: Target, *, files_of_extensions: bool, others: Set[str]) -> None:
    """Run the rest of the start in a new database, whose owner is `postgres`.

    `files_of_extensions` is whether every extension has its files on the server; else those that lack them are created
    row by row. The memberships of `others`, the roles that existed before, stay as they are.
    """
    connection.execute("SET check_function_bodies = off")
    real_vault = False
    for statement in _statements(target):
        if real_vault and _is_of_the_vault(statement):
            continue
        match statement.kind, statement.node:
            case kind, _ if kind in _OF_THE_CLUSTER:
                continue
            case "CreateSchemaStmt", {"schemaname": "public"}:
                continue  # initdb made it
            case "CreateExtensionStmt", _ if not files_of_extensions and emulate(connection, statement):
                continue
        connection.execute(statement.text.encode())
        if statement.node.get("extname") == _VAULT and statement.kind == "CreateExtensionStmt":
            real_vault = connection.execute("SELECT to_regproc('vault.create_secret')").fetchone() != (None,)
    connection.execute("RESET ROLE; RESET check_function_bodies")
    if target.platform == "supabase":
        for statement in _parsed("bodies.sql").statements:
            if not (real_vault and _is_of_the_vault(statement)) and not reaches_out(statement, others):
                connection.execute(statement.text.encode())
        if target.revoked:
            for statement in _parsed("revoked.sql").statements:
                connection.execute(statement.text.encode())


def migrating_role(target: Target) -> str:
    """Return the role that migrations run as; on plain PostgreSQL it is a superuser."""
    return "postgres"


def search_path(target: Target) -> str:
    """Return the search_path that the role has by default, spelled as its setting is."""
    return '"$user", public, extensions' if target.platform == "supabase" else '"$user", public'


def database_settings(database: str) -> str:
    """Settings of a Supabase database that migrations read (current_setting)."""
    name = quote_identifier(database)
    return (
        f"ALTER DATABASE {name} SET \"app.settings.jwt_secret\" TO 'a-secret-of-at-least-thirty-two-characters';"
        f"ALTER DATABASE {name} SET \"app.settings.jwt_exp\" TO '3600'"
    )


def _statements(target: Target) -> Iterator[Statement]:
    for statement in _parsed(start_file(target.platform)).statements:
        if statement.kind == "CreateRoleStmt" and statement.node.get("role") == SUPERUSER:
            continue
        yield statement


def _parsed(path: str | Path) -> Migration:
    """Return a script: of this room, where only its name is given."""
    where = Path(__file__).parent / path
    migration = Migration(where, where.read_text("utf-8"), role="prelude")
    parse(migration)
    return migration


def _is_of_the_vault(statement: Statement) -> bool:
    """Return whether a statement makes functions that the real extension brings itself."""
    match statement.kind, statement.node:
        case "CreateFunctionStmt", {"funcname": [{"String": {"sval": "vault"}}, *_]}:
            return True
        case "AlterExtensionContentsStmt", {"extname": str(name)}:
            return name == _VAULT
    return False
