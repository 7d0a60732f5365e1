"""The loop behind `miglint check --watch`: poll the files' times, and check again when one has changed."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from ..errors import MiglintError, SettingsError
from ..judge.request import Request
from ..judge.result import Result
from ..judge.run import run
from ..judge.snapshots import SnapshotsInMemory
from ..project.discover import migrations_folder_of
from ..project.folders import default_folders, folders_in
from ..record import replace
from . import say_error

PAUSE = 0.15
"""Seconds between two polls; 400 files take a millisecond."""

Seen = dict[str, tuple[int, int]]


def watch(asked: Request, show: Callable[[Result], int]) -> int:
    """Check, show, and wait for a change, until interrupted; return the exit status of the last run."""
    asked = replace(asked, cache=False)
    memory = SnapshotsInMemory()
    status, judged = 0, False
    try:
        while True:
            started = time.perf_counter()
            places = list(_places(asked))
            seen = look(places)  # before the run, so that what is saved meanwhile counts as changed
            try:
                result = run(asked, memory)
                result.seconds = time.perf_counter() - started
                status = show(result)
            except MiglintError as error:
                say_error(error)
                if not judged and not isinstance(error, SettingsError):
                    return 2  # the paths are wrong; broken settings may be fixed while we watch
                status = 2
            else:
                judged = True
            gc.collect()
            changed = _wait(seen, places)
            if any(folder in Path(name).parents for name in changed for folder in _rule_folders(asked)):
                # Python keeps modules that are loaded: start again to load the new code.
                os.execv(sys.executable, [sys.executable, "-m", "miglint", *sys.argv[1:]])
            if sys.stdout.isatty():
                click.echo("\x1b[2J\x1b[3J\x1b[H", nl=False)
            names = ", ".join(sorted(os.path.basename(name) for name in changed)[:5])
            click.echo(f"-- {time.strftime('%H:%M:%S')} changed: {names}", err=True)
    except KeyboardInterrupt:
        return status


def _wait(seen: Seen, places: list[Path]) -> set[str]:
    """Wait for a change, and return the names of the changed files."""
    while True:
        now = look(places)
        if changed := {name for name in seen.keys() | now.keys() if seen.get(name) != now.get(name)}:
            return changed
        time.sleep(PAUSE)


def look(places: list[Path]) -> Seen:
    """Return the size and time of every file that a run may read: the given files, and those in the given folders."""
    found: Seen = {}
    for path in places:
        try:
            if path.is_dir():
                with os.scandir(path) as entries:
                    for entry in entries:
                        if entry.name.endswith((".sql", ".toml", ".json")) or ".sql." in entry.name.lower():
                            stat = entry.stat()
                            found[entry.path] = (stat.st_size, stat.st_mtime_ns)
            else:
                stat = path.stat()
                found[str(path)] = (stat.st_size, stat.st_mtime_ns)
        except OSError:
            continue
    return found


def _rule_folders(asked: Request) -> tuple[Path, ...]:
    try:
        return asked.settings(asked.start).rule_folders
    except MiglintError:
        return ()


def _places(asked: Request) -> Iterator[Path]:
    """Return the folders and files to poll: migrations, settings beside and above them, base schemas, git's HEAD."""
    for rules in _rule_folders(asked):
        yield from (path for path in rules.rglob("*") if path.suffix in (".py", ".sql"))
    found = [asked.cwd / path for path in asked.paths if path != "-"]
    try:
        settings = asked.settings(asked.start)
        yield from settings.base
        if settings.path is not None:
            yield settings.path
        if not found:
            found = default_folders(asked.cwd, settings.migrations)
        else:
            found = [folder for path in found if path.is_dir() for folder in folders_in(path)] + [
                migrations_folder_of(path) for path in found if not path.is_dir()
            ]
    except MiglintError:
        pass
    # A folder that was removed may come back.
    yield from (asked.cwd / "supabase" / "migrations", asked.cwd / "migrations")
    for folder in dict.fromkeys([*found, asked.cwd]):
        yield folder
        for parent in folder.parents:
            if (parent / ".git").exists():
                yield from (parent, parent / ".git" / "HEAD", parent / ".git" / "logs" / "HEAD")
                break
            if parent.name == "supabase" or parent.parent.name == "supabase":
                yield parent
