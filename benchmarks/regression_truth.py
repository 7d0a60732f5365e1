"""Ask a real PostgreSQL what it says of each statement of its own regression suite.

Used by regression_suite.py, which says what the suite's folder holds.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from miglint.syntax.split import pieces

if TYPE_CHECKING:
    import psycopg

SETUP = "test_setup.sql"
LEFT_OUT = {
    "collate.icu.utf8.sql": "ICU's collations",
    "compression_lz4.sql": "lz4",
    "conversion.sql": "regress.so",
    "create_function_c.sql": "regress.so",
    "indirect_toast.sql": "regress.so",
}

# What pg_regress sets for every session, and a limit of our own.
OPTIONS = (
    "-c statement_timeout=5s -c client_min_messages=error -c datestyle=Postgres,MDY -c intervalstyle=postgres_verbose "
    "-c timezone=America/Los_Angeles -c bytea_output=hex -c extra_float_digits=0"
)

Said = tuple[int, int, str, str, str]
"""A statement's first and last code point, the server's SQLSTATE ("" if it was accepted), message and command tag."""


def ask(suite: Path) -> dict[str, list[Said]]:
    """Return what a server says of every file; two servers share the work."""
    paths = sorted(path for path in suite.rglob("*.sql") if path.name not in LEFT_OUT)
    (setup,) = [path for path in paths if path.name == SETUP]
    paths.remove(setup)
    with ProcessPoolExecutor(2) as pool:
        first, second = pool.map(partial(ask_about, setup), (paths[::2], paths[1::2]))
    return first | second


def ask_about(setup: Path, paths: list[Path]) -> dict[str, list[Said]]:
    """Return what servers say of the set-up and of files that each run after it."""
    from miglint.verify.programs import find_programs
    from miglint.verify.server import started

    answers: dict[str, list[Said]] = {}
    left = list(paths)
    while left:
        with started(find_programs()) as server:
            admin = connect(f"{server.conninfo} dbname=template1")
            admin.execute("CREATE ROLE postgres SUPERUSER LOGIN")
            admin.execute("CREATE DATABASE prepared OWNER postgres")
            conninfo = server.conninfo.replace("user=supabase_admin", "user=postgres")
            answers[SETUP] = said_of(f"{conninfo} dbname=prepared", setup)
            before = admin.execute(SHARED).fetchall()
            clean = True
            while left and clean:
                path = left.pop(0)
                admin.execute("CREATE DATABASE regression TEMPLATE prepared OWNER postgres STRATEGY file_copy")
                answers[path.name] = said_of(f"{conninfo} dbname=regression", path)
                clean = clean_up(admin, before)
                print(f"asked about {path.name}", file=sys.stderr)
            admin.close()
    return answers


# What outlives a database: roles and their attributes, tablespaces, databases, settings, slots.
SHARED = """
SELECT 'role ' || a::text, 'DROP ROLE ' || quote_ident(rolname) FROM pg_authid a
UNION ALL SELECT 'member ' || m::text, NULL FROM pg_auth_members m
UNION ALL SELECT 'space ' || t::text, 'DROP TABLESPACE ' || quote_ident(spcname) FROM pg_tablespace t
UNION ALL SELECT 'setting ' || s::text, NULL FROM pg_db_role_setting s
UNION ALL SELECT 'parameter ' || p::text, NULL FROM pg_parameter_acl p
UNION ALL SELECT 'slot ' || slot_name, NULL FROM pg_replication_slots
UNION ALL SELECT 'origin ' || roname, NULL FROM pg_replication_origin
UNION ALL SELECT 'file ' || name, NULL FROM pg_file_settings WHERE sourcefile LIKE '%auto.conf'
UNION ALL SELECT 'database ' || datname, 'DROP DATABASE ' || quote_ident(datname) FROM pg_database
ORDER BY 1
"""


def clean_up(admin: psycopg.Connection, before: list[tuple[str, str]]) -> bool:
    """Drop the file's database and what else it left; return whether the server is as it was before."""
    import psycopg

    try:
        admin.execute("DROP DATABASE regression WITH (FORCE)")
        for row in reversed(admin.execute(SHARED).fetchall()):
            if row not in before and row[1]:
                admin.execute(row[1])
    except psycopg.Error as error:
        print(f"a new server, because {error}", file=sys.stderr)
        return False
    return admin.execute(SHARED).fetchall() == before


def connect(conninfo: str) -> psycopg.Connection:
    import psycopg

    return psycopg.connect(conninfo, autocommit=True, options=OPTIONS)


def said_of(conninfo: str, path: Path) -> list[Said]:
    """Run the statements of a file in a new session, and go on after each refusal. A new one follows where a statement
    ends the session."""
    text = path.read_text(encoding="utf-8")
    found: list[Said] = []
    connection = connect(conninfo)
    for piece in pieces(text):
        if piece.kind == "sql":
            found.append((piece.first, piece.end, *execute(connection, text[piece.first : piece.end])))
            if connection.broken:
                connection = connect(conninfo)
    connection.close()
    return found


def execute(connection: psycopg.Connection, sql: str) -> tuple[str, str, str]:
    """Send a statement as psql does, with no rows for COPY; return SQLSTATE, message and command tag."""
    from psycopg.pq import DiagnosticField, ExecStatus

    server = connection.pgconn
    result = server.exec_(sql.encode())
    if result.status == ExecStatus.COPY_IN:
        server.put_copy_end()
    elif result.status == ExecStatus.COPY_OUT:
        while server.get_copy_data(0)[0] > 0:
            pass
    if result.status in (ExecStatus.COPY_IN, ExecStatus.COPY_OUT):
        while (more := server.get_result()) is not None:
            result = more
    if result.status != ExecStatus.FATAL_ERROR:
        return "", "", (result.command_status or b"").decode()
    state = result.error_field(DiagnosticField.SQLSTATE) or b"08006"
    message = result.error_field(DiagnosticField.MESSAGE_PRIMARY) or server.error_message
    return state.decode(), message.decode().strip(), ""
