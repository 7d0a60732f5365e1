"""What results and snapshots are known by: everything that they follow from, as hashes."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from ..catalog.target import Target
from ..config.settings import Settings
from ..record import replace
from ..rule.history import History
from ..rule.registry import Registry
from ..syntax.source import Migration
from ..version import __version__


def result_key(
    asked: object,
    settings: Settings,
    registry: Registry,
    histories: Sequence[History],
    accepted: str,
    code: Iterable[str],
) -> str | None:
    """Return the key of a run's result; None if the result depends on the time.

    `asked` is the request without the time, `accepted` the list's text, `code` what `code_of` returned.
    """
    files = [migration for history in histories for migration in files_of(history)]
    now = settings.target.now or datetime.now(UTC)
    # The finding about a version in the future says how far away it is, to the minute.
    if any((m.version or "") > f"{now.astimezone(UTC):%Y%m%d%H%M%S}" for m in files):
        return None
    parts: list[object] = [__version__, sys.version, asked, accepted, settings.path, settings.exceptions]
    parts += [settings.constitution, settings.configured, *judged_by(settings, registry)]
    parts += [_of_history(history) for history in histories]
    parts += [migration.digest for migration in files]
    return _hash(parts, code).hexdigest()


def boundary_keys(
    history: History, number: int, target: Target, code: Iterable[str], judging: Iterable[object]
) -> list[str]:
    """Return a key for each of the first `number` file boundaries of a history: for the replay and the findings so far.

    Files that are not reported on are checked by no rule. `judging` is what the rules in force depend on; () if none of
    the files is reported on.
    """
    facts: list[object] = [__version__, sys.version, target.postgres_version, target.platform, target.runner]
    facts.append(target.default_privileges)
    if judging := tuple(judging):
        facts += (replace(target, now=None), *judging)
    running, keys = _hash(facts, code), list[str]()
    for file in (*history.before, *history.migrations)[:number]:
        judged = history.is_target(file), history.is_applied(file)
        about = (file.path.name, file.role, file.version, file.problems, file.digest, judged)
        running.update(repr(about).encode("utf-8", "surrogatepass"))
        keys.append(running.hexdigest())
    return keys


def _hash(parts: object, code: Iterable[str]) -> blake2b:
    made = blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=20)
    for line in code:
        made.update(line.encode("utf-8", "surrogatepass"))
    return made


def judged_by(settings: Settings, registry: Registry, *command_line: object) -> list[object]:
    """Return what the rules in force and their options depend on, besides the options on the command line."""
    now = settings.target.now or datetime.now(UTC)
    parts: list[object] = [*command_line, now.date(), replace(settings.target, now=None)]
    parts += [(layer.name, layer.document) for layer in settings.layers]
    parts += [(file.name, file.path, file.builtin) for file in registry.files.values()]
    return parts


def _of_history(history: History) -> object:
    """Return everything in a history that a rule may read, except the texts."""
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
        [(m.path, m.role, m.version, m.problems) for m in files_of(history)],
    )


def files_of(history: History) -> tuple[Migration, ...]:
    """Return everything that a history holds."""
    return (*history.before, *history.migrations, *history.seeds, *history.declared)


# ---- the code that judges


def code_of(registry: Registry) -> Iterator[str]:
    """Return a value that changes with the code.

    miglint's and the packs' files count by size and time, local rules by their text: switching branches changes times.
    """
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
    """Return the outermost package of a module."""
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
