"""Snapshots as bytes: pickles that keep the identity of rows.

The unpickler only knows the classes of rows, so a file from elsewhere can't run code. Trees are left out: those of
statements are parsed again when they are first needed, those of expressions stay JSON until then.
"""

from __future__ import annotations

import copyreg
import io
import json
import pickle
from collections.abc import Iterable, Sequence
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import orjson

from ..catalog import changes as change_classes
from ..catalog import database_objects, objects, privileges, relations, routines, table_parts, unknowns
from ..catalog.catalog import Contents
from ..catalog.changes import Change
from ..record import Draft, Record, Value, make_row
from ..replay.state.savepoint import ReplayContents
from ..rule import finding
from ..rule.finding import Finding, Fix, Remedy
from ..syntax import edits, source, tree
from ..syntax.reading import parse
from ..syntax.source import Migration, Node, Problem, Statement


class Snapshot(NamedTuple):
    """A history checked up to a file boundary."""

    replay: ReplayContents
    changes: dict[int, list[Change]]
    """The changes of each object, by its oid."""
    findings: list[Finding]
    statements: int
    """The number of statements checked."""
    files: list[tuple[list[Statement], list[Problem]]]
    """The statements and problems of each file before the boundary."""


def pickled(snapshot: Snapshot, files: Sequence[Migration]) -> bytes:
    """Return a snapshot as bytes; raise RecursionError for trees nested too deeply. `files` are the history's."""
    numbers = {id(migration): number for number, migration in enumerate(files)}
    out = io.BytesIO()
    pickler = pickle.Pickler(out, 5)
    pickler.dispatch_table = copyreg.dispatch_table.copy()
    pickler.dispatch_table |= {
        Migration: lambda m: (_file, (numbers.get(id(m)), str(m.path), m.role, m.text if id(m) not in numbers else "")),
        Statement: lambda s: (_statement, _of_statement(s)),
        objects.Expression: lambda e: (_expression, (_json(e.node), e.depends, e.statement, e.path)),
        privileges.Acl: lambda a: (privileges.Acl, (dict(a.entries),)),
        # Enums of some versions of Python pickle as getattr.
        privileges.PrivilegeSource: lambda o: (privileges.PrivilegeSource, (o.value,)),
        Fix: lambda f: (Fix, (f.title, f.edits, f.safe)),
        Remedy: lambda r: (Remedy, (r.statements, r.safe, r.behind, r.uncovers, r.undo)),
    }
    pickler.dump(snapshot)
    return out.getvalue()


def unpickled(data: bytes, files: Sequence[Migration]) -> Snapshot | None:
    """Return what `pickled` made bytes of, with the same files in this run; None for what it has not made."""
    try:
        found = _Reader(data, files).load()
    except (pickle.UnpicklingError, EOFError):
        return None
    return found if isinstance(found, Snapshot) and len(found.files) <= len(files) else None


def trees_of(migration: Migration) -> dict[int, Node]:
    """Return the trees of a file's statements by their index, parsed again."""
    again = Migration(migration.path, migration.text, migration.role, migration.version, end=migration.end)
    parse(again)
    return {statement.index: statement.node for statement in again.statements}


# ---- references in a pickle

OF_STATEMENT = ("start", "end", "base", "outer", "dynamic_text", "repaired")
"""The fields of a statement after its tree."""


def _of_statement(statement: Statement) -> tuple[Any, ...]:
    """Return the fields of a statement in their order."""
    behind = (getattr(statement, name) for name in OF_STATEMENT)
    return (statement.migration, statement.index, statement.kind, _own_tree(statement), *behind)


def _own_tree(statement: Statement) -> bytes | None:
    """Return the tree of a statement that isn't written in its file, where it could be parsed again."""
    return None if statement.outer is None else _json(statement.node)


def _json(node: Node) -> bytes:
    try:
        return orjson.dumps(node)
    except orjson.JSONEncodeError:
        return json.dumps(node).encode("ascii")  # goes deeper than orjson's 254 levels


def _file(number: int | None, path: str, role: str, text: str) -> Migration:
    raise NotImplementedError  # refers to _Reader.file in a pickle


def _statement(*fields: Any) -> Statement:
    return Statement(*fields)


def _expression(*fields: Any) -> objects.Expression:
    return objects.Expression(*fields)


class _Reader(pickle.Unpickler):
    """Reads snapshots; the only classes it knows are rows, changes and places."""

    def __init__(self, data: bytes, files: Sequence[Migration]) -> None:
        super().__init__(io.BytesIO(data))
        self.files = files

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (__name__, "_file"):
            return self.file
        found = KNOWN.get((module, name))
        if found is None:
            raise pickle.UnpicklingError(f"{module}.{name} is not part of a snapshot")
        return found

    def file(self, number: int | None, path: str, role: str, text: str) -> Migration:
        """Return the history's file of this number; one that is not of the history is made again."""
        if number is not None:
            return self.files[number]
        made = Migration(Path(path), text, role)
        made.trees = cache(partial(trees_of, made))
        return made


def _classes_of(module: ModuleType) -> Iterable[type]:
    kinds = (Record, Value, Draft, tuple, privileges.Acl, privileges.PrivilegeSource)
    return (thing for thing in vars(module).values() if isinstance(thing, type) and issubclass(thing, kinds))


_MODULES = (
    objects, relations, table_parts, routines, database_objects, unknowns, privileges, change_classes, source, tree,
    edits, finding,
)  # fmt: skip

KNOWN: dict[tuple[str, str], Any] = {
    (kind.__module__, kind.__qualname__): kind
    for kind in (*(kind for module in _MODULES for kind in _classes_of(module)), Contents, ReplayContents, Snapshot)
} | {(function.__module__, function.__name__): function for function in (_statement, _expression, make_row)}
"""The classes that may be in a snapshot, and the functions that make them again."""
