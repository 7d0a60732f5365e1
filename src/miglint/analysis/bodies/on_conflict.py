"""ON CONFLICT: the unique index, or the constraint, that it names must be there (PostgreSQL docs, INSERT)."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from ...catalog import Catalog, Table
from ...syntax.source import Node
from ..arbiters import arbiters, keys_known
from ..missing import Fault, column_fault
from .body_knowledge import BodyKnowledge
from .body_pieces import BodyPiece

_HOW = "It is also a variable: write the table's name before the column, or rename the variable."


def ambiguous(name: str, location: int | None) -> Fault:
    """Return PostgreSQL's error for a bare name that is both a column and a variable."""
    return Fault("42702", f'column reference "{name}" is ambiguous', location, _HOW)


def conflict_faults(
    clause: Node, table: Table, piece: BodyPiece, variables: Collection[str], knowledge: BodyKnowledge
) -> Iterator[Fault]:
    """Yield what fails in the ON CONFLICT of an INSERT into a table whose columns are known; `variables` may not be
    called like a column."""
    infer = clause.get("infer")
    if infer is None:
        return
    at = infer.get("location")
    names = [element["IndexElem"].get("name", "") for element in infer.get("indexElems") or ()]
    for name in names:
        if name in variables:
            yield ambiguous(name, _word(piece, at, name))
            return
        if name and table.column(name) is None:
            message, location = f'column "{name}" does not exist', _word(piece, at, name)
            if fault := column_fault(message, name, [table], location, knowledge):
                yield fault
            return
    if not names or not all(names) or not knowledge.state.whole or not _knows_keys(knowledge.catalog, table):
        return
    if arbiters(knowledge.catalog, table, infer):
        return
    listed = ", ".join(names)
    yield Fault(
        "42P10",
        f"there is no unique or exclusion constraint matching ON CONFLICT ({listed}) on {table.name}",
        _word(piece, at, names[0]),
        f"Write ALTER TABLE {table.qualified} ADD UNIQUE ({listed}), or name the columns of a key that it has.",
    )


def _knows_keys(catalog: Catalog, table: Table) -> bool:
    return table.kind == "table" and not table.parents and keys_known(catalog, table)


def _word(piece: BodyPiece, location: int | None, name: str) -> int | None:
    """Return the place of a name after a location of the piece."""
    found = piece.sql.encode().lower().find(name.lower().encode(), location or 0)
    return found if found >= 0 else location
