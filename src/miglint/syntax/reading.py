"""A file -> its statements and problems: parsed whole, else piece by piece, so that an error costs one statement."""

from __future__ import annotations

from collections.abc import Iterable

from .parser import frozen_collector
from .source import Migration, Statement
from .tree import unwrap


def parse(migration: Migration) -> None:
    """Fill `migration.statements` and `migration.problems` from its text; never raises, whatever the text."""
    import orjson

    from .libpg_query import ParseError, parse_sql_json

    try:
        tree = orjson.loads(parse_sql_json(migration.run_text))
    except (ParseError, UnicodeEncodeError, orjson.JSONDecodeError):
        from .recovery import recover  # most files parse whole

        recover(migration)
        return
    size = len(migration.run_data.rstrip())
    statements = migration.statements
    for index, raw in enumerate(tree.get("stmts", ())):
        start, length = raw.get("stmt_location", 0), raw.get("stmt_len", 0)
        kind, node = unwrap(raw["stmt"])
        statements.append(Statement(migration, index, kind, node, start, start + length if length else size))


def parse_all(migrations: Iterable[Migration]) -> None:
    """Parse the files that are not parsed yet."""
    with frozen_collector():
        for migration in migrations:
            if not migration.statements:
                parse(migration)
