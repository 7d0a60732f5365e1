"""A server's catalog -> the lists of `miglint catalog --format json`, without what was there at the start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .server_database import ProjectDatabase
from .server_queries import QUERIES

if TYPE_CHECKING:
    from psycopg import Connection

Row = dict[str, Any]
Lists = dict[str, list[Row]]

_TYPES = ("type", "arg_types", "object")


@dataclass(frozen=True, slots=True)
class StartCatalog:
    """The catalog before the first migration: rows with their hidden columns, and the routines' oids."""

    lists: Lists
    routines: list[int]


def read_start(database: ProjectDatabase) -> StartCatalog:
    """Return the catalog of a project without migrations."""
    with database.connect() as connection:
        rows = connection.execute("SELECT oid::bigint FROM pg_proc").fetchall()
        routines = [oid for (oid,) in rows]
        return StartCatalog(_read(connection, []), routines)


def read(database: ProjectDatabase, start: StartCatalog) -> Lists:
    """Return every list, sorted as the replay's: what the migrations made or changed."""
    with database.connect() as connection:
        lists = _read(connection, start.routines)
    found: Lists = {}
    for name, rows in lists.items():
        old = {_key(row) for row in start.lists[name]}
        new = [row for row in rows if _key(row) not in old]
        found[name] = sorted(({k: v for k, v in row.items() if k[0] != "_"} for row in new), key=_order)
    return found


def _read(connection: Connection, routines: list[int]) -> Lists:
    from psycopg.rows import dict_row

    lists: Lists = {}
    with connection.transaction(), connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute("SET LOCAL search_path = ''")
        for name, query in QUERIES.items():
            if name == "privileges":
                cursor.execute(query.replace("\\_%'", "\\_%%'").encode(), {"routines": routines})
            else:
                cursor.execute(query.encode())
            lists[name] = [{key: _plain(key, value) for key, value in row.items()} for row in cursor.fetchall()]
    return lists


def _plain(key: str, value: Any) -> Any:
    """Return types as `miglint catalog` spells them: qualified, but never quoted."""
    if key not in _TYPES or value is None:
        return value
    return [_unquoted(item) for item in value] if isinstance(value, list) else _unquoted(value)


def _unquoted(spelled: str) -> str:
    """Return a type or signature without its quotes, except where they tell "char" from character."""
    if '"' not in spelled or spelled.startswith('"char"'):
        return spelled
    return spelled.replace('""', "\0").replace('"', "").replace("\0", '"')


def _key(row: Row) -> str:
    return repr(sorted(row.items()))


def _order(row: Row) -> list[Any]:
    """Return rows sort by their values in the order of their keys; None comes first."""
    return [(value is not None, str(value)) for value in row.values()]
