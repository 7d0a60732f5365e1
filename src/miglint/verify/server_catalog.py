"""A server's catalog -> the lists of `miglint catalog --format json`, without what was there at the start."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .server_database import ProjectDatabase
from .server_queries import QUERIES

if TYPE_CHECKING:
    from psycopg import Connection

Row = dict[str, Any]
Lists = dict[str, list[Row]]


def read_start(database: ProjectDatabase) -> Lists:
    """Return the catalog of a project without migrations: rows with their hidden columns."""
    with database.connect() as connection:
        return _read(connection)


def read(database: ProjectDatabase, start: Lists) -> Lists:
    """Return every list, sorted as the replay's: what the migrations made or changed."""
    with database.connect() as connection:
        lists = _read(connection)
    found: Lists = {}
    for name, rows in lists.items():
        old = {_key(row) for row in start[name]}
        new = [row for row in rows if _key(row) not in old]
        found[name] = sorted(({k: v for k, v in row.items() if k[0] != "_"} for row in new), key=_order)
    return found


def _read(connection: Connection) -> Lists:
    from psycopg.rows import dict_row

    lists: Lists = {}
    with connection.transaction(), connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute("SET LOCAL search_path = ''")
        for name, query in QUERIES.items():
            cursor.execute(query.encode())
            lists[name] = cursor.fetchall()
    return lists


def _key(row: Row) -> str:
    return repr(sorted(row.items()))


def _order(row: Row) -> list[Any]:
    """Return rows sort by their values in the order of their keys; None comes first."""
    return [(value is not None, str(value)) for value in row.values()]
