"""Which bodies are worth reading: a look at their words, a hundred times cheaper than their trees."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator

from ...catalog import Routine, Table, View
from .final_state import FinalState
from .search_path import own_path

_KEPT = (string.ascii_lowercase + string.digits + "_$").encode()
_TABLE = bytes(
    letter + 32 if 65 <= letter <= 90 else letter if letter in _KEPT or letter >= 128 else 32 for letter in range(256)
)
_DOTTED = _TABLE[:46] + b"." + _TABLE[47:]
_COMMENTS = re.compile(rb"--[^\n]*|/\*.*?\*/", re.S)


def words(text: bytes, dotted: bool = False) -> set[bytes]:
    """Return the words of a text in lower case; with `dotted`, names with their qualifiers are one."""
    return set(text.translate(_DOTTED if dotted else _TABLE, b'"').split())


def words_of(routine: Routine) -> set[bytes]:
    """Return the words of a body, without its comments."""
    return words(_COMMENTS.sub(b"", (routine.body or "").encode()))


class Candidates:
    """Chooses the routines whose bodies may hold a name that is missing.

    In a whole history that is any of them; where the history lacks its beginning, a name that was taken away, or that
    the routine's own search_path leaves out, or that is an argument and a column.
    """

    def __init__(self, state: FinalState, routines: list[Routine]) -> None:
        catalog, gone = state.catalog, state.gone
        self.catalog = catalog
        self.whole = state.whole
        self.routines = routines
        relations = [r for r in catalog.relations if isinstance(r, (Table, View))]
        here = {r.name for r in relations} | {r.name for r in catalog.routines}
        self.gone = _lower(name for _, name in (*gone.relations, *gone.routines) if name not in here)
        self.columns: dict[bytes, set[bytes]] = {}
        for oid, column in gone.columns:
            relation = catalog.relation(oid)
            if isinstance(relation, (Table, View)) and relation.column(column) is None:
                self.columns.setdefault(column.lower().encode(), set()).add(relation.name.lower().encode())
        self.all_columns = {c.name for r in relations for c in r.columns}
        self.outside: dict[tuple[str, ...], frozenset[bytes]] = {}

    def __iter__(self) -> Iterator[Routine]:
        for routine in self.routines:
            text = (routine.body or "").encode()
            if self.whole or self._may_miss(routine, text, words(text)):
                yield routine

    def _may_miss(self, routine: Routine, text: bytes, body_words: set[bytes]) -> bool:
        if not body_words.isdisjoint(self.gone):
            return True
        if any(not self.columns[column].isdisjoint(body_words) for column in body_words & self.columns.keys()):
            return True
        bare: set[bytes] | None = None
        called = _lower(a.name for a in routine.arguments if a.name in self.all_columns)
        if called and not called.isdisjoint(body_words):
            bare = words(text, dotted=True)
            if not called.isdisjoint(bare):
                return True
        path = own_path(routine)
        if path is None:
            return False
        outside = self._outside(path)
        return not outside.isdisjoint(body_words) and not outside.isdisjoint(bare or words(text, dotted=True))

    def _outside(self, path: tuple[str, ...]) -> frozenset[bytes]:
        """Return the relations and routines that a search_path leaves out."""
        if path not in self.outside:
            rows = (*self.catalog.relations, *self.catalog.routines)
            self.outside[path] = _lower(r.name for r in rows if r.schema not in path and r.origin is not None)
        return self.outside[path]


def _lower(names: Iterable[str]) -> frozenset[bytes]:
    return frozenset(name.lower().encode() for name in names)
