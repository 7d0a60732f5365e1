"""A journaled table of catalog rows with secondary indexes: one mutable map, cheap to undo and to look back from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Key(NamedTuple):
    """A secondary index: the values under which a row is found, and the fields that they come from."""

    fields: tuple[str, ...]
    values: Callable[[Any], Iterable[Hashable]]


Journal = list[tuple["Store[Any]", Hashable, Any]]


class Rows(Generic[T]):
    """Reading rows: by their key, by a secondary index, or all of them in the order of their keys."""

    def get(self, key: Hashable) -> T | None:
        raise NotImplementedError

    def first(self, index: str, value: Hashable) -> T | None:
        """Return the row whose `index` has this value, the first of several."""
        raise NotImplementedError

    def by(self, index: str, value: Hashable) -> list[T]:
        """Return the rows whose `index` has this value, in the order in which they were first added."""
        raise NotImplementedError

    def __iter__(self) -> Iterator[T]:
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError


class SecondaryIndex:
    """The keys of rows by a derived value.

    It catches up with the rows on each look-up: rows change more often than the rarer indexes are used.
    """

    __slots__ = ("entries", "fields", "seen", "values")

    def __init__(self, key: Key) -> None:
        self.fields, self.values = key
        self.entries: dict[Hashable, set[Hashable]] = {}
        self.seen = 0
        """How many of the store's changes the entries hold."""

    def catch_up(self, changes: Journal, rows: Mapping[Hashable, Any]) -> None:
        """Update the entries from the rows."""
        # Of several changes to a row, the first one has the value that the entries still hold.
        known = {key: old for _, key, old in reversed(changes[self.seen :])}
        self.seen = len(changes)
        entries, values = self.entries, self.values
        for key, old in known.items():
            new = rows.get(key)
            if old is not None:
                if new is not None:
                    for field in self.fields:
                        if getattr(old, field, None) is not getattr(new, field, None):
                            break
                    else:
                        continue
                for value in values(old):
                    keys = entries[value]
                    keys.discard(key)
                    if not keys:
                        del entries[value]
            if new is not None:
                for value in values(new):
                    if value in entries:
                        entries[value].add(key)
                    else:
                        entries[value] = {key}


class Store(Rows[T]):
    """Rows by key. Every change is written to the shared journal, so that it can be undone."""

    __slots__ = ("changes", "indexes", "journal", "rows")

    def __init__(self, journal: Journal, keys: Mapping[str, Key] | None = None) -> None:
        self.journal = journal
        self.changes: Journal = []
        """What happened to the rows of this store, undoing included."""
        self.rows: dict[Hashable, T] = {}
        self.indexes = {name: SecondaryIndex(key) for name, key in (keys or {}).items()}

    def get(self, key: Hashable) -> T | None:
        return self.rows.get(key)

    def first(self, index: str, value: Hashable) -> T | None:
        found = self.keys(index).get(value)
        return self.rows[min(found)] if found else None  # type: ignore[type-var]

    def by(self, index: str, value: Hashable) -> list[T]:
        found = self.keys(index).get(value)
        if not found:
            return []
        rows = self.rows
        if len(found) == 1:
            (key,) = found
            return [rows[key]]
        return [rows[key] for key in sorted(found)]  # type: ignore[type-var]

    def __iter__(self) -> Iterator[T]:
        return iter([self.rows[key] for key in sorted(self.rows)])  # type: ignore[type-var]

    def __len__(self) -> int:
        return len(self.rows)

    def put(self, key: Hashable, row: T) -> None:
        """Add or replace a row."""
        change = (self, key, self.rows.get(key))
        self.journal.append(change)
        self.changes.append(change)
        self.rows[key] = row

    def drop(self, key: Hashable) -> None:
        """Remove a row; nothing happens if there is none."""
        if (old := self.rows.pop(key, None)) is not None:
            change = (self, key, old)
            self.journal.append(change)
            self.changes.append(change)

    def restore(self, key: Hashable, row: T | None) -> None:
        """Put back what a journal entry remembers."""
        self.changes.append((self, key, self.rows.get(key)))
        if row is None:
            del self.rows[key]
        else:
            self.rows[key] = row

    def keys(self, index: str) -> dict[Hashable, set[Hashable]]:
        """Return the keys of the rows by the value that an index has of them."""
        asked = self.indexes[index]
        if asked.seen != len(self.changes):
            asked.catch_up(self.changes, self.rows)
        return asked.entries

    def load(self, rows: dict[Hashable, T], before: Mapping[Hashable, T | None]) -> None:
        """Take these rows, in an empty store, as if they had come out of `before` in one step for each that differs."""
        self.rows = rows
        self.changes += [(self, key, None) for key in rows]
        self.journal += [(self, key, row) for key, row in before.items()]


class Past(Rows[T]):
    """A store as it was before a stretch of the journal."""

    __slots__ = ("changed", "store")

    def __init__(self, store: Store[T], changed: dict[Hashable, T | None]) -> None:
        self.store = store
        self.changed = changed

    def get(self, key: Hashable) -> T | None:
        return self.changed[key] if key in self.changed else self.store.get(key)

    def first(self, index: str, value: Hashable) -> T | None:
        found = self.by(index, value)
        return found[0] if found else None

    def by(self, index: str, value: Hashable) -> list[T]:
        rows = self.store.rows
        found = {k: rows[k] for k in self.store.keys(index).get(value, ()) if k not in self.changed}
        values = self.store.indexes[index].values
        found |= {k: r for k, r in self.changed.items() if r is not None and value in values(r)}
        return [found[key] for key in sorted(found)]  # type: ignore[type-var]

    def __iter__(self) -> Iterator[T]:
        rows = {k: r for k, r in self.store.rows.items() if k not in self.changed}
        rows |= {k: r for k, r in self.changed.items() if r is not None}
        return iter([rows[key] for key in sorted(rows)])  # type: ignore[type-var]

    def __len__(self) -> int:
        return sum(1 for _ in self)
