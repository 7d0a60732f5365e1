"""Seeds: which of their statements don't fit what the migrations made, and which migration took something away."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..catalog.changes import (
    Change,
    ColumnDropped,
    ConstraintDropped,
    IndexDropped,
    ObjectAssumed,
    Renamed,
    SeedFailed,
    StatementRefused,
)
from ..syntax.reading import parse
from ..syntax.source import Migration, Place

_LARGE = 50_000
_OF_DATA = frozenset({"InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "TruncateStmt", "CopyStmt", "SelectStmt"})
"""Statements that are refused for what the catalog shows. Whether a DO block or a function raises may
depend on rows."""
_KEY_DROPPED = (ConstraintDropped, IndexDropped)
# A row of a VALUES list with nothing in it but constants, in front of another row.
_CONSTANT = rb"(?:[+-]?[0-9][0-9.]*+|'(?:[^'\\]|'')*+'(?:::\w++)?|null|true|false)"
_ROW = re.compile(rb"\(\s*+(?:%b\s*+,\s*+)*+%b\s*+\)\s*+,(?=\s*+\()" % (_CONSTANT, _CONSTANT), re.I)


def read_seed(seed: Migration) -> None:
    """Parse a seed. Of many rows of constants only one is parsed: they name nothing that could be missing, and parsing
    them takes as long as many migrations. Buckets are an exception: their rows name them."""
    if len(seed.text) < _LARGE or "buckets" in seed.text:
        parse(seed)
        return
    # Blanks keep every other place as it is.
    data = _ROW.sub(lambda row: b" " * len(row[0]), seed.data)
    short = Migration(seed.path, data.decode("utf-8", "surrogatepass"), role=seed.role)
    parse(short)
    if short.problems:
        parse(seed)
        return
    for statement in short.statements:
        statement.migration = seed
    seed.statements = short.statements


def seed_failure(change: Change, made: Mapping[int, Sequence[Change]], whole: bool) -> SeedFailed | None:
    """Return what a change made by a seed's statement shows to be wrong with the seed.

    `made` lists all changes of the migrations by oid. If the history is incomplete (`whole` is False), only objects
    that a migration removed and columns of known tables count. Whatever depends on rows is not checked.
    """
    if isinstance(change, ObjectAssumed):
        message = f'relation "{change.relation.qualified}" does not exist'
        return _failed(change, "42P01", message, "No migration makes it.") if whole else None
    if not isinstance(change, StatementRefused) or change.statement.kind not in _OF_DATA:
        return None
    if change.sqlstate.startswith("P0"):
        return None
    if change.sqlstate == "42P01":
        causes = tuple(p for p in change.related if p.migration is not change.statement.migration)
        return _failed(change, change.sqlstate, change.message, change.hint, causes)
    if change.sqlstate == "42P10":
        gone = next((c for c in reversed(made.get(change.oid, ())) if isinstance(c, _KEY_DROPPED)), None)
        return _failed(change, change.sqlstate, change.message, change.hint, (gone.place(),) if gone else ())
    column = change.names[0] if change.names and change.sqlstate == "42703" else ""
    taken = next((c for c in reversed(made.get(change.oid, ())) if column and _took(c, column)), None)
    causes = (taken.statement.find(column),) if taken else ()
    return _failed(change, change.sqlstate, change.message, change.hint, causes)


def _failed(change: Change, sqlstate: str, message: str, hint: str, causes: tuple[Place, ...] = ()) -> SeedFailed:
    return SeedFailed(
        statement=change.statement,
        oid=change.oid,
        location=change.location,
        sqlstate=sqlstate,
        message=message,
        hint=hint,
        causes=causes,
    )


def _took(change: Change, column: str) -> bool:
    """Return whether a change dropped or renamed a column."""
    if isinstance(change, ColumnDropped):
        return change.column.name == column
    return isinstance(change, Renamed) and change.before == column
