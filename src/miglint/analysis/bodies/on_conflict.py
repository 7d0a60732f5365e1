"""ON CONFLICT: the unique index, or the constraint, that it names must be there (PostgreSQL docs, INSERT)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...catalog import Table
from ...syntax.source import Node
from .pieces import Piece

if TYPE_CHECKING:
    from .missing_names import Fault, Reader


def conflict_faults(reader: Reader, piece: Piece, table: Table, clause: Node) -> Iterator[Fault]:
    """What fails in the ON CONFLICT of an INSERT into a table whose columns are known."""
    from .missing_names import AMBIGUOUS, Fault

    infer = clause.get("infer")
    if infer is None:
        return
    at = infer.get("location")
    names = [element["IndexElem"].get("name", "") for element in infer.get("indexElems") or ()]
    for name in names:
        if name in reader.ambiguous:
            location = _word(piece, at, name)
            yield Fault("42702", f'column reference "{name}" is ambiguous', location, AMBIGUOUS)
            return
        if name and table.column(name) is None:
            if fault := reader.missing_column(f'column "{name}" does not exist', name, table, _word(piece, at, name)):
                yield fault
            return
    if not names or not all(names) or not reader.judge.whole or not _knows_keys(reader, table):
        return
    wanted = {column.attnum for column in table.columns if column.name in names}
    keys = [i for i in reader.catalog.indexes(table.oid) if i.unique and {key.attnum for key in i.keys} == wanted]
    if any(index.predicate is None or "whereClause" in infer for index in keys):
        return
    listed = ", ".join(names)
    yield Fault(
        "42P10",
        f"there is no unique or exclusion constraint matching ON CONFLICT ({listed}) on {table.name}",
        _word(piece, at, names[0]),
        f"Write ALTER TABLE {table.qualified} ADD UNIQUE ({listed}), or name the columns of a key that it has.",
    )


def _knows_keys(reader: Reader, table: Table) -> bool:
    catalog = reader.catalog
    if table.kind != "table" or table.parents:
        return False
    return catalog.knows("indexes", table) and catalog.knows("constraints", table)


def _word(piece: Piece, location: int | None, name: str) -> int | None:
    """Where a name stands behind a location of the piece."""
    found = piece.sql.encode().lower().find(name.lower().encode(), location or 0)
    return found if found >= 0 else location
