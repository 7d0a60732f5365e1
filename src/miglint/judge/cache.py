"""The result of a run, stored in .miglint_cache for the next run that reads exactly the same input.

The key covers everything that a result depends on: the texts of all files, their state in git, the settings, the rules
and the code. A result holds no trees: pickled ones load slower than their text parses. Results are stored as JSON over
a fixed list of classes, so that a file from elsewhere can't run code. In CI nothing is read from the cache, because
there only an attacker would have written it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..catalog.object_refs import ObjectRef
from ..config.resolve import rule_as_set
from ..config.settings import Settings
from ..errors import MiglintError
from ..record import replace
from ..rule.finding import Finding, Fix, Remedy, Severity
from ..rule.history import History
from ..rule.in_force import RuleInForce
from ..rule.registry import Registry
from ..rule.rule import Rule
from ..syntax.edits import Edit
from ..syntax.source import Migration, Place, Position, Span
from .cache_folder import FOLDER, aside, read_checked, write_checked
from .cache_keys import files_of, result_key
from .result import Reported, Result, Suppression

KEPT = 24
"""How many results are kept."""

_CLASSES = {kind.__name__: kind for kind in (Edit, Finding, Fix, ObjectRef, Place, Reported, Result, Suppression)}
_TUPLES: dict[str, Any] = {"Span": Span, "Position": Position}


class Cache:
    """The place of one result. Whatever goes wrong with it is as if there were none."""

    def __init__(self, folder: Path, key: str, migrations: Sequence[Migration], rule: Callable[[str], Rule]) -> None:
        """`rule` returns a rule by its name, with the options of the settings."""
        self.folder = folder
        self.path = folder / f"{key}.json"
        self.migrations = migrations
        self.rule = rule
        self.in_force = 0

    def load(self) -> Result | None:
        """Return the result of the run before; None if there is none that can be used."""
        if (data := read_checked(self.path)) is None:
            return None
        try:
            match json.loads(data):
                case [int(in_force), value]:
                    self.in_force = in_force
                    result = _Reader(self.migrations, self.rule).read(value)
                    return result if isinstance(result, Result) else None
        except (
            ValueError,
            LookupError,
            TypeError,
            MiglintError,
        ):  # not written by this code: nothing that it writes raises
            return None
        return None

    def rules(self, resolve: Callable[[], Sequence[RuleInForce]]) -> Sequence[RuleInForce]:
        """Return the rules in force; `resolve` makes them when they are first needed: most reports only count them."""
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
        except OSError:
            return  # a folder that can't be written to: no run depends on it


class _Later(Sequence[RuleInForce]):
    """Rules whose number is known; they are imported when one is first needed."""

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


def cache_for(
    root: Path,
    asked: object,
    settings: Settings,
    registry: Registry,
    histories: Sequence[History],
    accepted: str,
    code: Iterable[str],
) -> Cache | None:
    """Return the cache of a run; None if the result depends on the time. The arguments are `result_key`'s."""
    key = result_key(asked, settings, registry, histories, accepted, code)
    if key is None:
        return None
    files = [migration for history in histories for migration in files_of(history)]
    return Cache(root / FOLDER, key, files, lambda name: rule_as_set(name, settings, registry))


# ---- results as JSON


def _written(value: Any, known: Mapping[int, int]) -> Any:
    """Return a value as JSON: anything but a text, number or list becomes a list that starts with its kind."""
    if value is None or isinstance(value, (bool, int, float)) or type(value) is str:
        return value
    if isinstance(value, Migration):
        if id(value) in known:
            return ["file", known[id(value)]]
        return ["other", str(value.path), value.text, value.role, value.version]
    if isinstance(value, Remedy):
        return None  # only `miglint fix` needs it, and checks again
    if isinstance(value, Fix):
        value = Fix(value.title, value.edits, value.safe)
    if isinstance(value, RuleInForce):
        others = {name: _written(getattr(value, name), known) for name in value.__struct_fields__ if name != "rule"}
        return ["rule", value.name, others]
    if isinstance(value, Severity):
        return ["severity", value.value]
    if isinstance(value, Path):
        return ["path", str(value)]
    if type(value).__name__ in _TUPLES:
        return [type(value).__name__, *value]
    if _CLASSES.get(type(value).__name__) is type(value):
        defaults = _defaults(type(value))
        fields = ((name, getattr(value, name)) for name in value.__struct_fields__)
        given = {name: item for name, item in fields if item is not defaults.get(name, _defaults)}
        return [type(value).__name__, {name: _written(item, known) for name, item in given.items()}]
    if isinstance(value, dict):
        return ["dict", [[_written(k, known), _written(v, known)] for k, v in value.items()]]
    for kind in (tuple, list, set, frozenset):
        if type(value) is kind:
            items: Iterable[Any] = sorted(value) if isinstance(value, (set, frozenset)) else value
            return [kind.__name__, [_written(item, known) for item in items]]
    raise TypeError(f"{type(value).__name__} can't be stored")


@lru_cache(maxsize=32)
def _defaults(kind: type[Any]) -> dict[str, Any]:
    """Return the defaults of a class by field name."""
    defaults = kind.__struct_defaults__
    return dict(zip(kind.__struct_fields__[-len(defaults) :], defaults, strict=True)) if defaults else {}


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
        raise ValueError("not a value of the cache")
