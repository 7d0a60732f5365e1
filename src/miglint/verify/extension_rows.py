"""CREATE EXTENSION on a server that lacks the files: the extension's objects and its row in pg_extension by hand."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ..syntax.quoting import quote_identifier, quote_literal
from ..syntax.source import Statement
from .extension_files import StandIn, stand_ins

if TYPE_CHECKING:
    from psycopg import Connection

# What a script of ours makes, by the class that pg_depend names it with.
_MADE = """
SELECT 'pg_class'::regclass::oid, oid FROM pg_class WHERE oid >= %(mark)s AND relkind NOT IN ('i', 't', 'c')
UNION ALL SELECT 'pg_proc'::regclass::oid, oid FROM pg_proc WHERE oid >= %(mark)s
UNION ALL SELECT 'pg_namespace'::regclass::oid, oid FROM pg_namespace WHERE oid >= %(mark)s AND nspname <> %(schema)s
UNION ALL SELECT 'pg_type'::regclass::oid, t.oid FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
  WHERE t.oid >= %(mark)s AND t.typcategory <> 'A' AND (t.typtype <> 'c' OR c.relkind = 'c')
UNION ALL SELECT 'pg_cast'::regclass::oid, oid FROM pg_cast WHERE oid >= %(mark)s
UNION ALL SELECT 'pg_operator'::regclass::oid, oid FROM pg_operator WHERE oid >= %(mark)s
UNION ALL SELECT 'pg_opclass'::regclass::oid, oid FROM pg_opclass WHERE oid >= %(mark)s
UNION ALL SELECT 'pg_opfamily'::regclass::oid, oid FROM pg_opfamily WHERE oid >= %(mark)s
UNION ALL SELECT 'pg_am'::regclass::oid, oid FROM pg_am WHERE oid >= %(mark)s
UNION ALL SELECT 'pg_event_trigger'::regclass::oid, oid FROM pg_event_trigger WHERE oid >= %(mark)s
"""


@cache
def _known() -> dict[str, StandIn]:
    return {extension.name: extension for extension in stand_ins()}


def emulate(connection: Connection, statement: Statement) -> bool:
    """Make the extension of a CREATE EXTENSION statement, where the server has no files of it and we know it.

    Runs as a superuser, with allow_system_table_mods, in the statement's own transaction. Returns False
    for any other statement.
    """
    name = statement.node.get("extname", "")
    extension = _known().get(name)
    found = (
        "SELECT 1 FROM pg_available_extensions WHERE name = %s UNION ALL SELECT 2 FROM pg_extension WHERE extname = %s"
    )
    if extension is None or connection.execute(found, (name, name)).fetchone():
        return False
    schema = extension.schema or _schema_option(statement) or _current_schema(connection)
    quoted = quote_identifier(schema)
    if schema != "pg_catalog":
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted}".encode())
    before = connection.execute("SELECT current_setting('search_path')").fetchone()
    # A marker: oids of one database grow, so that whatever has a larger one was made by the script.
    connection.execute("CREATE FUNCTION pg_temp.miglint_marker() RETURNS void LANGUAGE sql AS ''")
    row = connection.execute("SELECT 'pg_temp.miglint_marker'::regproc::oid").fetchone()
    assert row is not None
    assert before is not None
    connection.execute(f"SET search_path = {quoted}, pg_temp".encode())
    if extension.script:
        connection.execute(extension.script.encode())
    connection.execute("SET allow_system_table_mods = on")
    connection.execute(
        "INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion) SELECT "
        "(SELECT max(oid::bigint) + 1 FROM pg_proc)::oid, %s, current_user::regrole, %s::regnamespace, false, '1.0'",
        (name, quoted),
    )
    connection.execute(
        "INSERT INTO pg_depend (classid, objid, objsubid, refclassid, refobjid, refobjsubid, deptype) "
        "SELECT made.class, made.oid, 0, 'pg_extension'::regclass, e.oid, 0, 'e' "
        f"FROM pg_extension e, ({_MADE}) AS made(class, oid) WHERE e.extname = %(name)s",
        {"mark": row[0] + 1, "schema": schema, "name": name},
    )
    connection.execute("RESET allow_system_table_mods; DROP FUNCTION pg_temp.miglint_marker()")
    connection.execute(f"SELECT set_config('search_path', {quote_literal(before[0])}, false)".encode())
    return True


def _schema_option(statement: Statement) -> str | None:
    for option in statement.node.get("options") or ():
        match option:
            case {"DefElem": {"defname": "schema", "arg": {"String": {"sval": str(schema)}}}}:
                return schema
    return None


def _current_schema(connection: Connection) -> str:
    row = connection.execute("SELECT coalesce(current_schema(), 'public')").fetchone()
    assert row is not None
    return str(row[0])
