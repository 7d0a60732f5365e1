"""A journaled table of catalog rows with secondary indexes: one mutable map, cheap to undo and to look back from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

T = TypeVar("T")

Key = Callable[[T], Iterable[Hashable]]
Journal = list[tuple["Store[Any]", Hashable, Any]]


class Rows(Generic[T]):
    """Reading rows: by their key, by a secondary index, or all of them in the order of their keys."""

    def get(self, key: Hashable) -> T | None:
        raise NotImplementedError

    def by(self, index: str, value: Hashable) -> list[T]:
        """The rows whose `index` has this value, in the order in which they were first added."""
        raise NotImplementedError

    def __iter__(self) -> Iterator[T]:
        raise NotImplementedError


class Store(Rows[T]):
    """Rows by key. Every change is written to the shared journal, so that it can be undone."""

    __slots__ = ("indexes", "journal", "keys", "rows")

    def __init__(self, journal: Journal, keys: Mapping[str, Key[T]] | None = None) -> None:
        self.journal = journal
        self.rows: dict[Hashable, T] = {}
        self.keys = dict(keys or {})
        self.indexes: dict[str, dict[Hashable, set[Hashable]]] = {name: {} for name in self.keys}

    def get(self, key: Hashable) -> T | None:
        return self.rows.get(key)

    def by(self, index: str, value: Hashable) -> list[T]:
        found = self.indexes[index].get(value)
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
        old = self.rows.get(key)
        self.journal.append((self, key, old))
        self._set(key, old, row)

    def drop(self, key: Hashable) -> None:
        """Remove a row; nothing happens where there is none."""
        if (old := self.rows.get(key)) is not None:
            self.journal.append((self, key, old))
            self._set(key, old, None)

    def restore(self, key: Hashable, row: T | None) -> None:
        """Put back what a journal entry remembers."""
        self._set(key, self.rows.get(key), row)

    def _set(self, key: Hashable, old: T | None, new: T | None) -> None:
        for name, key_of in self.keys.items():
            before = key_of(old) if old is not None else ()
            after = key_of(new) if new is not None else ()
            if before == after:
                continue
            index = self.indexes[name]
            if old is None:
                for value in after:
                    if (entries := index.get(value)) is None:
                        index[value] = {key}
                    else:
                        entries.add(key)
                continue
            for value in before:
                entries = index[value]
                entries.discard(key)
                if not entries:
                    del index[value]
            for value in after:
                index.setdefault(value, set()).add(key)
        if new is None:
            del self.rows[key]
        else:
            self.rows[key] = new


class Past(Rows[T]):
    """A store as it was before a stretch of the journal."""

    __slots__ = ("changed", "store")

    def __init__(self, store: Store[T], changed: dict[Hashable, T | None]) -> None:
        self.store = store
        self.changed = changed

    def get(self, key: Hashable) -> T | None:
        return self.changed[key] if key in self.changed else self.store.get(key)

    def by(self, index: str, value: Hashable) -> list[T]:
        rows = self.store.rows
        found = {k: rows[k] for k in self.store.indexes[index].get(value, ()) if k not in self.changed}
        key_of = self.store.keys[index]
        found |= {k: r for k, r in self.changed.items() if r is not None and value in key_of(r)}
        return [found[key] for key in sorted(found)]  # type: ignore[type-var]

    def __iter__(self) -> Iterator[T]:
        rows = {k: r for k, r in self.store.rows.items() if k not in self.changed}
        rows |= {k: r for k, r in self.changed.items() if r is not None}
        return iter([rows[key] for key in sorted(rows)])  # type: ignore[type-var]
