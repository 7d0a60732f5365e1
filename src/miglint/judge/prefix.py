"""What the first files of a history lead to, kept under .miglint_cache from one run to the next.

A hook asks about one or two files at the end of a long history, and who writes a migration about all of them, of which
all but the last are as they were: so are the catalog that they lead to, the changes on the way there, and what rules
say of their statements. Files that were not asked about are judged by no rule: what is kept of those hangs on nothing
but their texts, the facts about the target and miglint's own code.

What is kept are pickles, in which rows find each other again, read by an unpickler that knows the classes of rows and
nothing else: a file from elsewhere can't run anything. Trees stay out: those of statements are parsed again when
somebody looks at one, those of expressions are JSON until then.
"""

from __future__ import annotations

import copyreg
import io
import pickle
import sys
from collections.abc import Iterable, Sequence
from functools import cache, partial
from hashlib import blake2b
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, Protocol

import orjson

from ..catalog import changes as change_classes
from ..catalog import database_objects, objects, privileges, relations, routines, table_parts, unknowns
from ..catalog.target import Target
from ..errors import MiglintError
from ..record import Draft, Record, Value, replace
from ..rule import finding
from ..rule.finding import Finding, Fix, Remedy
from ..rule.history import History
from ..syntax import edits, source, tree
from ..syntax.reading import parse
from ..syntax.source import Migration, Node, Statement
from ..version import __version__
from .kept import aside, read_checked, write_checked

if TYPE_CHECKING:
    from ..catalog.changes import Change
    from ..replay import Replay


class Said(Protocol):
    """What rules have said so far: `errors` are faults of miglint's own."""

    findings: list[Finding]
    errors: list[MiglintError]
    statements: int


FAR = 12
"""How many files may lie between what is kept and what would be kept today before it is kept anew."""

KEPT = 4
"""How many are kept."""

_MODULES = (
    objects, relations, table_parts, routines, database_objects, unknowns, privileges, change_classes, source, tree,
    edits, finding,
)  # fmt: skip


class Prefix:
    """What is kept for one history. `known` is how many of its files are (0: nothing is), `first` how many should be:
    those before the first file that is asked about, and all but the last where the first is.

    `judged_by` is what the rules in force follow from; it counts where these files are asked about.
    """

    def __init__(
        self, folder: Path, history: History, target: Target, code: Iterable[str], judged_by: Iterable[object]
    ) -> None:
        self.folder = folder
        self.files: Sequence[Migration] = (*history.before, *history.migrations)
        self.first = next((n for n, m in enumerate(self.files) if history.is_target(m)), len(self.files))
        facts: list[object] = [__version__, sys.version, *code, target.postgres_version, target.platform]
        facts.append(target.default_privileges)
        if self.first == len(history.before):
            self.first = len(self.files) - 1
            facts += (replace(target, now=None), *judged_by)
        self.keys = list(_keys(self.files[: self.first], history, facts))
        self.known = 0
        self.data: dict[str, Any] = {}
        self._load()

    def _load(self) -> None:
        """Find the longest stretch that is kept; its files have their statements then. Whatever is wrong with it is as
        if there were none."""
        kept = {path.stem: path for path in self.folder.glob("*.pickle")}
        for number in range(self.first, 0, -1):
            path = kept.get(self.keys[number - 1])
            if path is None or (data := read_checked(path)) is None:
                continue
            try:
                self.data = _Reader(io.BytesIO(data), self.files).load()
                read = list(zip(self.files[:number], self.data["files"], strict=True))
            except (pickle.UnpicklingError, ValueError, LookupError, TypeError, AttributeError, EOFError, ImportError):
                return
            for migration, (statements, problems) in read:
                migration.statements, migration.problems = statements, problems
                migration.trees = cache(partial(_trees, migration))
            self.known = number
            return

    def restore(self, replay: Replay, changes: dict[int, list[Change]], said: Said) -> int:
        """Bring a replay that has seen nothing to where the known files lead, with the changes on the way there and
        what rules said. Gives how many files that are."""
        if self.known:
            data = self.data
            catalog = replay.catalog
            for name, (rows, indexes, before) in data["stores"].items():
                store = getattr(catalog, name)
                store.fill(rows, indexes)
                # As if everything had been done at once after the prelude: `at` finds the way back to it.
                catalog.journal += [(store, key, row) for key, row in before.items()]
            catalog.last_oid, replay.prelude_mark = data["last_oid"], 0
            changes |= data["changes"]
            vars(said).update(data["said"])
            for name, values in data["parts"].items():
                vars(getattr(replay, name)).update(values)
            self.data = {}
        return self.known

    def keep(self, replay: Replay, changes: dict[int, list[Change]], said: Said, number: int) -> None:
        """Keep what the first files led to, where that is worth it: `number` of them have been replayed. Nobody hears
        of it where it can't be done."""
        if number != self.first or number - self.known < FAR or said.errors:
            return
        start = replay.catalog.at(replay.prelude_mark)
        data = {
            "stores": {
                name: (store.rows, store.all_keys(), getattr(getattr(start, name), "changed", {}))
                for name, store in ((name, getattr(replay.catalog, name)) for name in replay.catalog.STORES)
            },
            "last_oid": replay.catalog.last_oid,
            "changes": changes,
            "said": {name: getattr(said, name) for name in ("findings", "statements")},
            "parts": {name: vars(getattr(replay, name)) for name in ("doubts", "filled")},
            "files": [(migration.statements, migration.problems) for migration in self.files[:number]],
        }
        path = self.folder / f"{self.keys[number - 1]}.pickle"

        def write() -> None:
            try:
                write_checked(path, _pickled(data, self.files), KEPT)
            except (OSError, pickle.PicklingError, orjson.JSONEncodeError, TypeError, ValueError, RecursionError):
                return

        aside(write)


def _keys(files: Iterable[Migration], history: History, facts: object) -> Iterable[str]:
    """What each stretch of the files is known by: all that its replay follows from, and what rules say of it."""
    running = blake2b(repr(facts).encode("utf-8", "surrogatepass"), digest_size=20)
    for migration in files:
        judged = (history.is_target(migration), history.is_applied(migration))
        about = (
            migration.path.name,
            migration.role,
            migration.version,
            migration.problems,
            len(migration.data),
            judged,
        )
        running.update(repr(about).encode("utf-8", "surrogatepass"))
        running.update(migration.data)
        yield running.hexdigest()


# ---- pickles


def _pickled(data: object, files: Sequence[Migration]) -> bytes:
    numbers = {id(migration): number for number, migration in enumerate(files)}
    out = io.BytesIO()
    pickler = pickle.Pickler(out, 5)
    pickler.dispatch_table = copyreg.dispatch_table.copy()
    pickler.dispatch_table |= {
        Migration: lambda m: (_file, (numbers.get(id(m)), str(m.path), m.role, m.text if id(m) not in numbers else "")),
        Statement: lambda s: (_statement, _of_statement(s)),
        objects.Expression: lambda e: (_expression, (orjson.dumps(e.node), e.depends, e.statement)),
        privileges.Acl: lambda a: (privileges.Acl, (dict(a.entries),)),
        privileges.Origin: lambda o: (privileges.Origin, (o.value,)),  # enums of some versions of Python say getattr
        Fix: lambda f: (Fix, (f.title, f.edits, f.safe)),
        Remedy: lambda r: (Remedy, (r.statements, r.safe, r.behind, r.uncovers, r.undo)),
    }
    pickler.dump(data)
    return out.getvalue()


def _of_statement(statement: Statement) -> tuple[Any, ...]:
    fields = {name: value for name, value in vars(statement).items() if name not in ("migration", "index", "node")}
    # The tree of a statement that stands in its file is found there again.
    tree = None if statement.outer is None else orjson.dumps(statement.node)
    return (statement.migration, statement.index, tree, fields)


def _statement(migration: Migration, index: int, tree: bytes | None, fields: dict[str, Any]) -> Statement:
    made = Statement.__new__(Statement)
    vars(made).update(fields, migration=migration, index=index, **({} if tree is None else {"tree": tree}))
    return made


def _expression(tree: bytes, depends: Any, statement: Statement | None) -> objects.Expression:
    made = objects.Expression.__new__(objects.Expression)
    vars(made).update(tree=tree, depends=depends, statement=statement)
    return made


def _file(number: int | None, path: str, role: str, text: str) -> Migration:
    raise NotImplementedError  # stands for _Reader.file in what is kept


class _Reader(pickle.Unpickler):
    """Reads what is kept; the only classes it knows are rows, changes and places."""

    def __init__(self, file: io.BytesIO, files: Sequence[Migration]) -> None:
        super().__init__(file)
        self.files = files

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (__name__, "_file"):
            return self.file
        found = _KNOWN.get((module, name))
        if found is None:
            raise pickle.UnpicklingError(f"{module}.{name} is not kept")
        return found

    def file(self, number: int | None, path: str, role: str, text: str) -> Migration:
        return self.files[number] if number is not None else Migration(Path(path), text, role)


def _trees(migration: Migration) -> dict[int, Node]:
    """The trees of a file's statements, parsed anew."""
    again = Migration(migration.path, migration.text, migration.role, migration.version)
    parse(again)
    return {statement.index: statement.node for statement in again.statements}


_KINDS = (Record, Value, Draft, tuple, privileges.Acl, privileges.Origin)


def _rows_of(module: ModuleType) -> Iterable[type]:
    for thing in vars(module).values():
        if isinstance(thing, type) and issubclass(thing, _KINDS):
            yield thing


_KNOWN: dict[tuple[str, str], Any] = {
    (kind.__module__, kind.__qualname__): kind for module in _MODULES for kind in _rows_of(module)
} | {
    (__name__, "_statement"): _statement,
    (__name__, "_expression"): _expression,
}
