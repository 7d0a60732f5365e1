"""What a run found, kept under .miglint_cache for the next one that reads the very same things.

The key is everything that a result follows from: the texts of all files, what git says of them, the settings, the
rules and the code. A result holds no trees: pickled ones load slower than their text parses. What is stored is JSON
over a fixed list of classes, so that a file from elsewhere can't run anything; and nothing is read from it in CI, where
nobody but an attacker would have put it there.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..catalog.target import Target
from ..config.resolve import rule_as_set
from ..config.settings import Settings
from ..errors import MiglintError
from ..record import replace
from ..rule.finding import Finding, Fix, ObjectRef, Remedy, Severity
from ..rule.history import History
from ..rule.in_force import RuleInForce
from ..rule.registry import Registry
from ..rule.rule import Rule
from ..syntax.edits import Edit
from ..syntax.source import Migration, Place, Position, Span
from ..version import __version__
from .kept import FOLDER, LEAST, aside, read_checked, write_checked
from .result import Reported, Result, Suppression

if TYPE_CHECKING:
    from .prefix import Prefix

KEPT = 24
"""How many results are kept."""

_CLASSES = {kind.__name__: kind for kind in (Edit, Finding, Fix, ObjectRef, Place, Reported, Result, Suppression)}
_TUPLES: dict[str, Any] = {"Span": Span, "Position": Position}


class Cache:
    """The place of one result. Whatever goes wrong with it is as if there were none."""

    def __init__(self, folder: Path, key: str, migrations: Sequence[Migration], rule: Callable[[str], Rule]) -> None:
        """`rule` gives a rule by its name, as the settings have it."""
        self.folder = folder
        self.path = folder / f"{key}.json"
        self.migrations = migrations
        self.rule = rule
        self.in_force = 0

    def load(self) -> Result | None:
        """The result of the run before; None where there is none that can be used."""
        try:
            if (data := read_checked(self.path)) is None:
                return None
            self.in_force, value = json.loads(data)
            result = _Reader(self.migrations, self.rule).read(value)
        except (MiglintError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
            return None
        return result if isinstance(result, Result) and type(self.in_force) is int else None

    def rules(self, resolve: Callable[[], Sequence[RuleInForce]]) -> Sequence[RuleInForce]:
        """The rules in force, to be made by `resolve` only if somebody looks at them: reports mostly count them."""
        return _Later(self.in_force, resolve)

    def store(self, result: Result) -> None:
        """Keep a result, unless miglint failed on the way to it."""
        if not result.errors:
            aside(lambda: self._write(result))

    def _write(self, result: Result) -> None:
        try:
            known = {id(migration): number for number, migration in enumerate(self.migrations)}
            value = [len(result.rules), _written(replace(result, rules=(), seconds=0.0), known)]
            write_checked(self.path, json.dumps(value, separators=(",", ":")).encode("ascii"), KEPT)
        except (OSError, ValueError, TypeError, RecursionError):
            return


class _Later(Sequence[RuleInForce]):
    """Rules whose number is known; they are imported when one is asked for."""

    def __init__(self, count: int, resolve: Callable[[], Sequence[RuleInForce]]) -> None:
        self.number = count
        self.resolve = resolve

    def __len__(self) -> int:
        return self.number

    def __getitem__(self, index: Any) -> Any:
        return self._resolved()[index]

    def __iter__(self) -> Iterator[RuleInForce]:
        return iter(self._resolved())

    def _resolved(self) -> Sequence[RuleInForce]:
        rules = self.resolve()
        self.resolve = lambda: rules
        return rules


def is_worth_it(histories: Iterable[History]) -> bool:
    """Whether anything is kept of a run at all: of large histories, and not in CI."""
    files = (migration for history in histories for migration in _files(history))
    return sum(len(migration.text) for migration in files) >= LEAST and not os.environ.get("CI")


def prefix_for(
    root: Path, history: History, target: Target, code: Sequence[str], judged_by: Sequence[object]
) -> Prefix | None:
    """What is kept of the files before those that are asked about, or of all but the last; nothing where git says what
    is asked about, since the state in between is judged too then."""
    if history.change is not None or not history.migrations:
        return None
    from .prefix import Prefix

    return Prefix(root / FOLDER, history, target, code, judged_by)


def cache_for(
    root: Path,
    asked: object,
    settings: Settings,
    registry: Registry,
    histories: Sequence[History],
    accepted: str,
    code: Iterable[str],
) -> Cache | None:
    """The cache of a run; None where time would tell. `asked` is the request without the time, `accepted` the list's
    text, `code` what `code_of` gave."""
    files = [migration for history in histories for migration in _files(history)]
    now = settings.target.now or datetime.now(UTC)
    # A version that lies ahead is judged by the minute: it is said how far.
    if any((m.version or "") > f"{now.astimezone(UTC):%Y%m%d%H%M%S}" for m in files):
        return None
    parts: list[object] = [__version__, sys.version, asked, accepted, settings.path, settings.exceptions]
    parts += [settings.constitution, settings.configured, *judged_by(settings, registry)]
    parts += [_of_history(history) for history in histories]
    digest = blake2b(digest_size=20)
    digest.update(repr(parts).encode("utf-8", "surrogatepass"))
    for migration in files:
        digest.update(f"\0{len(migration.text)}\0".encode())
        digest.update(migration.data)
    for line in code:
        digest.update(line.encode("utf-8", "surrogatepass"))
    return Cache(root / FOLDER, digest.hexdigest(), files, lambda name: rule_as_set(name, settings, registry))


def judged_by(settings: Settings, registry: Registry, *said: object) -> list[object]:
    """What the rules in force and their options follow from, besides what was `said` on the command line."""
    now = settings.target.now or datetime.now(UTC)
    parts: list[object] = [*said, now.date(), replace(settings.target, now=None)]
    parts += [(layer.name, layer.document) for layer in settings.layers]
    parts += [(file.name, file.path, file.builtin) for file in registry.files.values()]
    return parts


def _of_history(history: History) -> object:
    """Everything of a history that a rule may read, but for the texts."""
    base, targets = history.base, history.targets
    named = None if history.named is None else sorted(map(str, history.named))
    return (
        history.folder,
        history.supabase,
        history.applied_until,
        history.everything,
        None if targets is None else sorted(map(str, targets)),
        named,
        history.change,
        None if base is None else (base.ref, sorted(base.names), base.changes),
        history.skipped,
        [(m.path, m.role, m.version, m.problems) for m in _files(history)],
    )


def _files(history: History) -> tuple[Migration, ...]:
    return (*history.before, *history.migrations, *history.seeds, *history.declared)


# ---- the code that judges


def code_of(registry: Registry) -> Iterator[str]:
    """What tells one state of the code from another: miglint's and the packs' files by size and time, local rules by
    their text, since switching branches leaves times that mean nothing."""
    import importlib.util

    builtin = next((file.path.parent.parent for file in registry.files.values() if file.builtin), None)
    packs = {_package(file.path) for file in registry.files.values() if not file.builtin and not file.local}
    parser = importlib.util.find_spec("pglast")
    for folder in (
        Path(__file__).parent.parent,
        builtin,
        Path(parser.origin).parent if parser and parser.origin else None,
    ):
        if folder is not None:
            yield from _stamps(folder, deep=folder.name != "pglast")
    for folder in sorted(packs):
        yield from _stamps(folder)
    for folder in sorted({file.path.parent for file in registry.files.values() if file.local}):
        for path in sorted([*folder.rglob("*.py"), *folder.rglob("*.sql")]):
            yield f"{path}\0{path.read_bytes()!r}\n"


def _package(path: Path) -> Path:
    """The outermost package that a module lies in."""
    folder = path.parent
    while (folder.parent / "__init__.py").exists():
        folder = folder.parent
    return folder


def _stamps(folder: Path, deep: bool = True) -> Iterator[str]:
    with os.scandir(folder) as entries:
        found = sorted(entries, key=lambda entry: entry.name)
    for entry in found:
        if entry.is_dir():
            if deep and entry.name != "__pycache__":
                yield from _stamps(Path(entry.path))
        else:
            stat = entry.stat()
            yield f"{entry.path}\0{stat.st_size}\0{stat.st_mtime_ns}\n"


# ---- results as JSON


def _written(value: Any, known: Mapping[int, int]) -> Any:
    """A value as JSON: what is no text, number or list is a list that begins with its kind."""
    if value is None or isinstance(value, (bool, int, float)) or type(value) is str:
        return value
    if isinstance(value, Migration):
        if id(value) in known:
            return ["file", known[id(value)]]
        return ["other", str(value.path), value.text, value.role, value.version]
    if isinstance(value, Remedy):
        return None  # only `miglint fix` asks for it, and judges anew
    if isinstance(value, Fix):
        value = Fix(value.title, value.edits, value.safe)
    if isinstance(value, RuleInForce):
        others = {name: _written(getattr(value, name), known) for name in value._names if name != "rule"}
        return ["rule", value.name, others]
    if isinstance(value, Severity):
        return ["severity", value.value]
    if isinstance(value, Path):
        return ["path", str(value)]
    if type(value).__name__ in _TUPLES:
        return [type(value).__name__, *value]
    if _CLASSES.get(type(value).__name__) is type(value):
        given = {name: item for name in value._names if (item := getattr(value, name)) is not _default(value, name)}
        return [type(value).__name__, {name: _written(item, known) for name, item in given.items()}]
    if isinstance(value, dict):
        return ["dict", [[_written(k, known), _written(v, known)] for k, v in value.items()]]
    for kind in (tuple, list, set, frozenset):
        if type(value) is kind:
            items: Iterable[Any] = sorted(value) if isinstance(value, (set, frozenset)) else value
            return [kind.__name__, [_written(item, known) for item in items]]
    raise TypeError(f"{type(value).__name__} is not kept")


def _default(value: object, name: str) -> object:
    """What a field is where it was not given; itself no value of one that must be."""
    return getattr(type(value), name, _default)


class _Reader:
    """JSON -> values, with the files and rules of this run."""

    def __init__(self, migrations: Sequence[Migration], rule: Callable[[str], Rule]) -> None:
        self.migrations = migrations
        self.rule = rule
        self.rules: dict[str, RuleInForce] = {}
        self.others: dict[str, Migration] = {}

    def read(self, value: Any) -> Any:
        match value:
            case ["file", int(number)]:
                return self.migrations[number]
            case ["rule", str(name), dict(given)]:
                if name not in self.rules:
                    others = {key: self.read(item) for key, item in given.items()}
                    self.rules[name] = RuleInForce(rule=self.rule(name), **others)
                return self.rules[name]
            case ["severity", str(name)]:
                return Severity(name)
            case ["other", str(path), str(text), str(role), version]:
                return self.others.setdefault(path, Migration(Path(path), text, role, version))
            case ["path", str(path)]:
                return Path(path)
            case ["Span" | "Position" as kind, int(start), int(end)]:
                return _TUPLES[kind](start, end)
            case ["dict", list(pairs)]:
                return {self.read(key): self.read(item) for key, item in pairs}
            case [("tuple" | "list" | "set" | "frozenset") as kind, list(items)]:
                return {"tuple": tuple, "list": list, "set": set, "frozenset": frozenset}[kind](map(self.read, items))
            case [str(kind), dict(given)] if kind in _CLASSES:
                return _CLASSES[kind](**{name: self.read(item) for name, item in given.items()})
            case None | bool() | int() | float() | str():
                return value
        raise ValueError("no value of a cache")
