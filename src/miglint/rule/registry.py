"""Where rules come from: the built-in pack, installed packages (entry point `miglint.rules`) and local folders.

A rule's file is its name (`grants/missing_grant.py` holds `missing-grant`), so rules are found by listing folders and
only the ones that are asked for get imported. Whatever can't be loaded is a RulePackError that names the pack and the
file: a missing rule must never make a run green.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module, invalidate_caches
from pathlib import Path
from types import ModuleType

from ..errors import RulePackError, did_you_mean
from ..record import Value
from .entry_points import EntryPoint, entry_points_of
from .rule import HOOKS, REQUIRED, Rule, options_of

BUILTIN = "miglint_rules"
BUILTIN_PACK = "the built-in rules"
GROUP = "miglint.rules"
LOCAL = "_miglint_local_"


class RuleFile(Value):
    """A rule before its import: `pack` is its origin in the words of an error, `family` its folder."""

    name: str
    family: str
    module: str
    path: Path
    pack: str
    builtin: bool = False

    @property
    def local(self) -> bool:
        """Return whether the rule lies in a local folder."""
        return self.module.startswith(LOCAL)


class Registry:
    """All rules by name. Names and families are known without importing anything."""

    def __init__(self, files: Mapping[str, RuleFile], shut_off: Mapping[str, RuleFile] | None = None) -> None:
        """`shut_off` are local rules that exist but must not run."""
        self.files = files
        self.shut_off = shut_off or {}

    def knows(self, name: str) -> bool:
        """Return whether there is a rule of this name, even if it is shut off."""
        return name in self.files or name in self.shut_off

    @property
    def families(self) -> dict[str, list[str]]:
        """Return the names of the rules in each family."""
        found: dict[str, list[str]] = {}
        for file in self.files.values():
            found.setdefault(file.family, []).append(file.name)
        return found

    def rule(self, name: str) -> type[Rule]:
        """Return the class of a rule. Raises RulePackError for an unknown name, or a file that can't be used."""
        file = self.files.get(name)
        if file is None:
            raise RulePackError(f"no rule named `{name}`", did_you_mean(name, self.files))
        if file.path.suffix == ".sql":
            from .sql_rule import sql_rule

            return sql_rule(file.path)
        return _rule_in(_import(file.module, file.pack, file.path), file)

    def load(self, names: Iterable[str] | None = None) -> dict[str, type[Rule]]:
        """Return the classes of the rules named, or of all, in the order of their names."""
        return {name: self.rule(name) for name in sorted(self.files if names is None else set(names))}


def load(names: Iterable[str] | None, folders: Sequence[Path] = (), entry_points: bool = True) -> dict[str, type[Rule]]:
    """Return the rules named (None: all), imported."""
    return load_registry(folders, entry_points).load(names)


def load_registry(folders: Sequence[Path] = (), entry_points: bool = True, local: bool = True) -> Registry:
    """Return the rules of the built-in pack, of installed packages and of local folders.

    Local folders hold a repository's own code: callers pass those that its settings name, and `local=False` (the flag
    `--no-local-rules`) lists them without ever running them. Installed packages belong to the environment and stay
    on.
    """
    files: dict[str, RuleFile] = {}
    for file in _all_files(folders, entry_points):
        other = files.setdefault(file.name, file)
        if other.module != file.module:
            raise RulePackError(
                f"two rules are called `{file.name}`: {other.path} ({other.pack}) and {file.path} ({file.pack})",
                "rename one of them: a rule's name is its only identity",
            )
    if local:
        return Registry(files)
    return Registry(
        {name: file for name, file in files.items() if not file.local},
        {name: file for name, file in files.items() if file.local},
    )


def _all_files(folders: Sequence[Path], entry_points: bool) -> Iterator[RuleFile]:
    yield from _builtin_files()
    if entry_points:
        for point in entry_points_of(GROUP):
            yield from _installed_files(point)
    for folder in dict.fromkeys(folder.resolve() for folder in folders):
        yield from _local_files(folder)


def builtin_folder() -> Path:
    """Return the folder of the built-in pack, which holds the presets too."""
    return Path(_import(BUILTIN, BUILTIN_PACK).__path__[0])


def _builtin_files() -> Iterator[RuleFile]:
    yield from _files_in(builtin_folder(), BUILTIN, BUILTIN_PACK, builtin=True)


def _installed_files(point: EntryPoint) -> Iterator[RuleFile]:
    """Return the rules of an entry point, whose value is a package of rule modules or one rule module."""
    from importlib.util import find_spec

    pack = f"entry point `{point.name}` of the installed package {point.distribution}"
    hint = "the value of a `miglint.rules` entry point is the dotted name of a package or module"
    if not all(part.isidentifier() for part in point.value.split(".")):
        raise RulePackError(f"{pack}: `{point.value}` is not the name of a module", hint)
    try:
        spec = find_spec(point.value)
    except (Exception, SystemExit) as error:
        raise RulePackError(f"{pack}: `{point.value}` can't be loaded: {_reason(error)}") from error
    if spec is None:
        raise RulePackError(f"{pack}: no module named `{point.value}`", hint)
    if spec.submodule_search_locations is None:
        path = Path(spec.origin or point.value)
        parent, _, stem = point.value.rpartition(".")
        yield RuleFile(_name_of(stem), parent.rpartition(".")[2] or "local", point.value, path, pack)
        return
    _import(point.value, pack)
    files = [file for folder in spec.submodule_search_locations for file in _files_in(Path(folder), point.value, pack)]
    if not files:
        raise RulePackError(f"{pack}: the package `{point.value}` holds no rules", "each rule is one .py file in it")
    yield from files


_local_packages: dict[Path, str] = {}


def _local_files(folder: Path) -> Iterator[RuleFile]:
    """Return the rules of a local folder, as modules of a private package, so that relative imports work."""
    pack = f"rule folder {folder}"
    if not folder.is_dir():
        raise RulePackError(
            f"{pack} does not exist", "`rule-folders` in the settings are relative to the settings file"
        )
    if folder not in _local_packages:
        root = f"{LOCAL}{len(_local_packages)}"
        for name, path in ((root, []), (f"{root}.local", [str(folder)])):
            module = ModuleType(name)
            module.__path__ = path
            sys.modules[name] = module
        _local_packages[folder] = f"{root}.local"
    invalidate_caches()
    yield from _files_in(folder, _local_packages[folder], pack)


def _files_in(folder: Path, package: str, pack: str, builtin: bool = False) -> Iterator[RuleFile]:
    """Return the rule files of a package's folder and its subfolders, without helpers (_name.py)."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        raise RulePackError(f"{pack}: {folder} can't be listed: {error.strerror}") from error
    for entry in entries:
        stem, dot, suffix = entry.name.rpartition(".")
        if entry.name.startswith(("_", ".")):
            continue
        if not dot:
            if entry.name.isidentifier() and entry.is_dir():
                yield from _files_in(Path(entry.path), f"{package}.{entry.name}", pack, builtin)
        elif suffix == "py":
            if not stem.isidentifier():
                raise RulePackError(
                    f"{pack}: {entry.path} can't be imported under that name", f"rename it to {_stem_for(stem)}.py"
                )
            family = package.rpartition(".")[2]
            yield RuleFile(_name_of(stem), family, f"{package}.{stem}", Path(entry.path), pack, builtin)
        elif suffix == "sql":
            from .sql_rule import name_in

            path = Path(entry.path)
            yield RuleFile(name_in(path), package.rpartition(".")[2], f"{package}.{entry.name}", path, pack, builtin)


def _name_of(stem: str) -> str:
    return stem.replace("_", "-")


def _stem_for(text: str) -> str:
    stem = "".join(char if char.isalnum() else "_" for char in text.lower())
    return stem if stem.isidentifier() else f"rule_{stem}"


def _import(module: str, pack: str, path: Path | None = None) -> ModuleType:
    writes_bytecode = sys.dont_write_bytecode
    sys.dont_write_bytecode = writes_bytecode or module.startswith(
        LOCAL
    )  # a linter must not leave files in a repository
    try:
        return import_module(module)
    # SystemExit too: a module that ends the process while it is imported would make the run green.
    except (Exception, SystemExit) as error:
        what = str(path) if path else f"`{module}`"
        raise RulePackError(f"{pack}: {what} can't be loaded: {_reason(error, path)}") from error
    finally:
        sys.dont_write_bytecode = writes_bytecode


def _reason(error: BaseException, path: Path | None = None) -> str:
    """Return an exception in one line, with the line of the file that it left."""
    line = None
    traceback = error.__traceback__
    while traceback is not None:
        if path and traceback.tb_frame.f_code.co_filename == str(path):
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    if isinstance(error, SyntaxError):
        line, text = error.lineno, error.msg
    else:
        text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" + (f" (line {line})" if line else "")


def _rule_in(module: ModuleType, file: RuleFile) -> type[Rule]:
    """Return the one rule that a module defines, checked."""
    rules = [
        thing
        for thing in vars(module).values()
        if isinstance(thing, type)
        and issubclass(thing, Rule)
        and thing.__module__ == module.__name__
        and not thing.__name__.startswith("_")
    ]
    where = f"{file.pack}: {file.path}"
    if not rules:
        raise RulePackError(f"{where} defines no rule", "a helper module's name begins with an underscore")
    if len(rules) > 1:
        names = ", ".join(rule.__name__ for rule in rules)
        raise RulePackError(f"{where} defines {len(rules)} rules ({names})", "give each rule its own file")
    rule = rules[0]
    if rule.rule_name() != file.name:
        stem = rule.rule_name().replace("-", "_")
        raise RulePackError(
            f"{where}: the class {rule.__name__} does not fit the file's name",
            f"name the class {''.join(part.title() for part in file.name.split('-'))}, or the file {stem}.py",
        )
    parameters = rule.__dict__.get("__dataclass_params__")
    if parameters is not None and not parameters.frozen:
        raise RulePackError(
            f"{where}: the class {rule.__name__} is a dataclass that can be changed", "leave @dataclass out"
        )
    if not file.builtin:
        _check_hooks(rule, where)
    for option in options_of(rule):
        if option.default is REQUIRED:
            raise RulePackError(
                f"{where}: option `{option.name}` has no default", "write it with option(default, help)"
            )
        if not option.help:
            raise RulePackError(f"{where}: option `{option.name}` has no help", "write it with option(default, help)")
    return rule


def _check_hooks(rule: type[Rule], where: str) -> None:
    """Raise RulePackError for a method that seems to be meant as a hook."""
    for method in vars(rule):
        near = did_you_mean(method, HOOKS) if method.startswith("check") and method not in HOOKS else ""
        if near:
            raise RulePackError(f"{where}: `{method}` is no hook", near)
