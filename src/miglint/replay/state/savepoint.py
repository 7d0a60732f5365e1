"""Savepoints: all that a replay carries from statement to statement, in one list, and the way back to a state of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, Protocol

from ...catalog.catalog import Catalog, Contents

PARTS: Mapping[str, tuple[str, ...]] = {
    "session": ("role", "path", "settings", "outside"),
    "transactions": ("block", "opened", "sent", "start", "savepoints"),
    "fresh_labels": ("first", "labels"),
    "doubts": ("lost", "undone", "shaky", "absent", "assumed", "gone", "awaited"),
    "filled": ("oids", "any"),
    "prepared": ("queries",),
}
"""The parts of a replay beside the catalog, each with the fields that statements change.

Values are replaced, added or removed, never changed in place. A test compares the list with the attributes of a replay.
"""

PER_FILE = ("session", "transactions", "fresh_labels")
"""The parts that start again with each file."""

WHOLE_HISTORY = tuple(name for name in PARTS if name not in PER_FILE)
"""The parts that are carried from one file to the next."""

TAKEN_BACK = ("session",)
"""The parts that are restored after SQL that is only tried.

That SQL may still run when the migrations are applied: what it assumes stays doubtful, and the tables that it writes to
may have rows."""

Saved = dict[str, dict[str, Any]]
"""The fields of parts, by the part's name."""


class ReplayContents(NamedTuple):
    """A replay between two files as plain data, which can be stored outside this process."""

    catalog: Contents
    parts: Saved


class Owner(Protocol):
    """An object with a catalog, and the saved parts as attributes."""

    catalog: Catalog


class Savepoint:
    """A state to restore, as often as needed, until the catalog is restored to an earlier one."""

    __slots__ = ("mark", "owner", "saved")

    def __init__(self, owner: Owner, parts: Iterable[str] = PARTS) -> None:
        self.owner = owner
        self.mark = owner.catalog.mark()
        self.saved = fields_of(owner, parts)

    def restore(self, parts: Iterable[str] | None = None, catalog: bool = True) -> None:
        """Undo all changes to the catalog since, and to these parts: by default all that were saved.

        Oids are not assigned again: facts about an oid stay true.
        """
        if catalog:
            self.owner.catalog.undo(self.mark)
        put_back(self.owner, self.saved if parts is None else {name: self.saved[name] for name in parts})

    def roll_back(self) -> None:
        """Restore the saved parts, and the catalog's rows as a new change, which can be undone: ROLLBACK is a statement
        like others."""
        self.owner.catalog.roll_back(self.mark)
        put_back(self.owner, self.saved)


def fields_of(owner: Owner, parts: Iterable[str]) -> Saved:
    """Return copies of the fields of these parts."""
    return {name: {field: _copied(getattr(getattr(owner, name), field)) for field in PARTS[name]} for name in parts}


def put_back(owner: Owner, saved: Saved) -> None:
    """Give parts the fields that `fields_of` returned; later changes leave `saved` as it is."""
    for name, fields in saved.items():
        part = getattr(owner, name)
        for field, value in fields.items():
            setattr(part, field, _copied(value))


def _copied(value: Any) -> Any:
    return value.copy() if isinstance(value, (dict, set)) else value
