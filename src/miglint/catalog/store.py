"""A journaled table of catalog rows with secondary indexes: one mutable map, cheap to undo and to look back from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

T = TypeVar("T")


class Key(NamedTuple):
    """A secondary index: the values under which a row is found, and the fields that they are made of."""

    fields: tuple[str, ...]
    values: Callable[[Any], Iterable[Hashable]]


Journal = list[tuple["Store[Any]", Hashable, Any]]


class Rows(Generic[T]):
    """Reading rows: by their key, by a secondary index, or all of them in the order of their keys."""

    def get(self, key: Hashable) -> T | None:
        raise NotImplementedError

    def first(self, index: str, value: Hashable) -> T | None:
        """The row whose `index` has this value, the first of several."""
        raise NotImplementedError

    def by(self, index: str, value: Hashable) -> list[T]:
        """The rows whose `index` has this value, in the order in which they were first added."""
        raise NotImplementedError

    def __iter__(self) -> Iterator[T]:
        raise NotImplementedError

    def __len__(self) -> int:
        raise NotImplementedError


class Store(Rows[T]):
    """Rows by key. Every change is written to the shared journal, so that it can be undone."""

    __slots__ = ("indexes", "journal", "keys", "rows")

    def __init__(self, journal: Journal, keys: Mapping[str, Key] | None = None) -> None:
        self.journal = journal
        self.rows: dict[Hashable, T] = {}
        self.keys = dict(keys or {})
        self.indexes: dict[str, dict[Hashable, set[Hashable]]] = {name: {} for name in self.keys}

    def get(self, key: Hashable) -> T | None:
        return self.rows.get(key)

    def first(self, index: str, value: Hashable) -> T | None:
        found = self.indexes[index].get(value)
        return self.rows[min(found)] if found else None  # type: ignore[type-var]

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
        if new is None:
            for name, (_, values) in self.keys.items():
                self._leave(name, key, values(old))
            del self.rows[key]
            return
        if old is None:
            for name, (_, values) in self.keys.items():
                self._enter(name, key, values(new))
        else:
            was, now = old.__dict__, new.__dict__
            for name, (fields, values) in self.keys.items():
                for field in fields:
                    if was.get(field) is not now.get(field):
                        if (before := values(old)) != (after := values(new)):
                            self._leave(name, key, before)
                            self._enter(name, key, after)
                        break
        self.rows[key] = new

    def _enter(self, name: str, key: Hashable, values: Iterable[Hashable]) -> None:
        index = self.indexes[name]
        for value in values:
            if (entries := index.get(value)) is None:
                index[value] = {key}
            else:
                entries.add(key)

    def _leave(self, name: str, key: Hashable, values: Iterable[Hashable]) -> None:
        index = self.indexes[name]
        for value in values:
            entries = index[value]
            entries.discard(key)
            if not entries:
                del index[value]


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
        found = {k: rows[k] for k in self.store.indexes[index].get(value, ()) if k not in self.changed}
        key_of = self.store.keys[index].values
        found |= {k: r for k, r in self.changed.items() if r is not None and value in key_of(r)}
        return [found[key] for key in sorted(found)]  # type: ignore[type-var]

    def __iter__(self) -> Iterator[T]:
        rows = {k: r for k, r in self.store.rows.items() if k not in self.changed}
        rows |= {k: r for k, r in self.changed.items() if r is not None}
        return iter([rows[key] for key in sorted(rows)])  # type: ignore[type-var]

    def __len__(self) -> int:
        return sum(1 for _ in self)
