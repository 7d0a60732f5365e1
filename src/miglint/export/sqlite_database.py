"""The replayed catalog as a read-only SQL database in memory (sqlite3), filled with just what a query reads."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..catalog import Catalog
from ..errors import MiglintError, did_you_mean
from ..syntax.source import Migration
from . import query_tables
from .catalog_rows import SECTIONS
from .query_tables import COLUMNS, DETAILS

STEPS = 200_000_000
"""Steps of sqlite's virtual machine that a query may take (some seconds), so that none runs forever."""

_EVERY = 1_000_000
_HARMLESS = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE}


class QueryAnswer(NamedTuple):
    """Column names and rows."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class BadQueryError(MiglintError):
    """A query that sqlite refuses, or that names an unknown table or column."""


class CatalogDatabase:
    """Catalog and files, for queries in SQL. `before` is a catalog whose rows are left out (the prelude's)."""

    def __init__(
        self, catalog: Catalog | None, before: Catalog | None, revoked: bool, migrations: Sequence[Migration] = ()
    ) -> None:
        self.catalog = catalog
        self.before = before
        self.revoked = revoked
        self.migrations = migrations
        self.filled: set[str] = set()
        self.spelled: set[str] = set()
        self.connection = sqlite3.connect(":memory:")
        for table, names in COLUMNS.items():
            self.connection.execute(f"create table {table} ({', '.join(_quoted(name) for name in names)})")
        # Their first use makes a table inside sqlite, which the authorizer of a query refuses.
        self.connection.execute("select 1 from json_each('[]'), json_tree('[]')")

    def ask(self, query: str, parameters: Mapping[str, Any] | None = None) -> QueryAnswer:
        """Return the answer to one SELECT; raise BadQueryError.

        `parameters` are values for the names in it that begin with a colon; a list is passed as JSON text.
        """
        values = {name: _value(value) for name, value in (parameters or {}).items()}
        for table, spelled in self._reads(query, values).items():
            self._fill(table, spelled)
        return self._run(query, values)

    def _reads(self, query: str, values: Mapping[str, Any]) -> dict[str, bool]:
        """Return the tables that a query reads, and whether it reads columns of them that are expensive to spell."""
        read: dict[str, bool] = {}

        def note(action: int, first: str | None, second: str | None, *_: Any) -> int:
            if action == sqlite3.SQLITE_READ and first in COLUMNS:
                costly = first in DETAILS and second in DETAILS[first][0]
                read[first] = read.get(first, False) or costly
            return sqlite3.SQLITE_OK if action in _HARMLESS else sqlite3.SQLITE_DENY

        self._run("explain " + query, values, note)
        return read

    def _run(self, query: str, values: Mapping[str, Any], authorizer: Any = None) -> QueryAnswer:
        left = STEPS // _EVERY

        def tick() -> int:
            nonlocal left
            left -= 1
            return left < 0

        def harmless(action: int, *_: Any) -> int:
            return sqlite3.SQLITE_OK if action in _HARMLESS else sqlite3.SQLITE_DENY

        self.connection.set_authorizer(authorizer or harmless)
        self.connection.set_progress_handler(tick, _EVERY)
        try:
            cursor = self.connection.execute(query, values)
            rows = cursor.fetchall()
            return QueryAnswer(tuple(column[0] for column in cursor.description or ()), rows)
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise _bad_query(str(error)) from None
        finally:
            self.connection.set_authorizer(None)
            self.connection.set_progress_handler(None, 0)

    def _fill(self, table: str, spelled: bool) -> None:
        """Insert the rows of a table, once; with its expensive columns if a query reads them."""
        if self.catalog is None or (table in self.filled and (table in self.spelled or not spelled)):
            return
        self.filled.add(table)
        if spelled:
            self.spelled.add(table)
        self.connection.execute(f"delete from {table}")
        places = ", ".join("?" * len(COLUMNS[table]))
        self.connection.executemany(f"insert into {table} values ({places})", self._rows(table, spelled))
        if "table" in COLUMNS[table]:
            # Most queries ask for the columns, policies ... of a table.
            self.connection.execute(f'create index if not exists of_{table} on {table} ("table")')

    def _rows(self, table: str, spelled: bool) -> Iterable[tuple[Any, ...]]:
        assert self.catalog is not None
        match table:
            case "migrations":
                return query_tables.migrations(self.migrations)
            case "statements":
                return query_tables.statements(self.migrations)
            case "query_columns":
                return query_tables.query_columns()
            case "unknown":
                return query_tables.unknown(self.catalog)
            case "assumed":
                return query_tables.assumed(self.catalog)
        return self._section(table, spelled)

    def _section(self, table: str, spelled: bool) -> Iterator[tuple[Any, ...]]:
        assert self.catalog is not None
        section = SECTIONS[table]
        old = {repr(sorted(row.items())) for row in section(self.before, self.revoked)} if self.before else set()
        more, spell = DETAILS.get(table, ((), None))
        details = spell(self.catalog) if spell and spelled else {}
        plain = COLUMNS[table][: len(COLUMNS[table]) - len(more)]
        for row in section(self.catalog, self.revoked):
            if repr(sorted(row.items())) not in old:
                values = [_value(row[name]) for name in plain]
                yield (*values, *(details.get(query_tables.name_of(row)) or (None,) * len(more)))


def _value(value: Any) -> Any:
    """Return lists as JSON text; sqlite has no lists."""
    return json.dumps(value) if isinstance(value, (list, tuple)) else value


def _quoted(name: str) -> str:
    return f'"{name}"'


def _bad_query(message: str) -> BadQueryError:
    """Return sqlite's message as an error, with the name that was probably meant."""
    kind, _, name = message.partition(": ")
    bare = name.rpartition(".")[2]
    if kind == "no such table":
        return BadQueryError(message, did_you_mean(bare, COLUMNS) or f"tables: {', '.join(COLUMNS)}")
    if kind == "no such column":
        known = sorted({column for names in COLUMNS.values() for column in names})
        return BadQueryError(message, did_you_mean(bare, known))
    if message in ("not authorized", "authorizer malfunction"):
        return BadQueryError("the query does more than read", "write one SELECT")
    if message == "interrupted":
        return BadQueryError("the query takes too long", "join on schema and name; avoid cross joins")
    if (near := re.fullmatch('near "(.+)": syntax error', message)) and _is_column(near[1]):
        return BadQueryError(message, f'a column that is a word of SQL needs double quotes: "{near[1].lower()}"')
    if unbound := re.search(r"binding (?:parameter )?:?(\w+)", message):
        return BadQueryError(f"nothing gives `:{unbound[1]}` a value")
    return BadQueryError(message)


def _is_column(word: str) -> bool:
    return any(word.lower() in names for names in COLUMNS.values())
