"""Finds the migrations folders: below a project's root, or from the working directory upward; with errors that help."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from ..config.document import find_settings_file
from ..errors import PathError
from .git import git_root
from .other_tools import INNER_NAMES
from .selection import by_bytes, is_sql

_PASSED_BY = frozenset(["node_modules", "vendor", "venv", "__pycache__", "target", "dist", "build"])
_DEPTH = 8


def default_folders(cwd: Path, configured: Sequence[Path]) -> list[Path]:
    """Return the migrations folders if no path was given.

    These are the ones in the settings, else supabase/migrations or migrations in `cwd` or above it up to the git root,
    else all supabase folders below `cwd`.
    """
    if configured:
        for folder in configured:
            if not folder.is_dir():
                raise missing(folder)
        return [found for folder in configured for found in folders_in(folder)]
    root = git_root(cwd)
    for at in (cwd, *cwd.parents):
        for folder in (at, at / "supabase" / "migrations", at / "migrations"):
            if folder.name == "migrations" and folder.is_dir():
                return [folder]
        if root is None or at == root:
            break
    if below := list(supabase_folders(cwd)):
        return below
    raise PathError(
        "no migrations found: no supabase/migrations or migrations folder here or above",
        "Give the folder that holds them: miglint path/to/migrations.",
    )


def project_at(start: Path) -> Path:
    """Return the folder from which the settings are searched upward.

    That is `start`, or, if there are no settings, the only project below it, as in a repository of several packages.
    """
    if (start / "supabase").is_dir() or find_settings_file(start) is not None:
        return start
    below = list(islice(supabase_folders(start), 2))
    return below[0] if len(below) == 1 else start


def folders_in(folder: Path) -> list[Path]:
    """Return the migrations folders that a given folder means: itself, or those of the projects below it."""
    if folder.name == "migrations":
        return _of_databases(folder) or [folder]
    if folder.name == "supabase" and (folder / "migrations").is_dir():
        return [folder / "migrations"]
    if found := list(supabase_folders(folder)):
        return found
    if any(is_sql(name) for name in os.listdir(folder)) or _has_folders(folder):
        return [folder]
    if (folder / "migrations").is_dir():
        return folders_in(folder / "migrations")
    raise nothing_in(folder)


def _of_databases(folder: Path) -> list[Path]:
    """Return the folders below `migrations` that hold a folder for each migration: Hasura has one per database."""
    with os.scandir(folder) as found:
        entries = list(found)
    if any(is_sql(entry.name) for entry in entries):
        return []
    folders = [Path(entry.path) for entry in entries if entry.is_dir() and not entry.name.startswith(".")]
    return sorted(inner for inner in folders if _has_folders(inner))


def _has_folders(folder: Path) -> bool:
    """Return whether a folder holds a folder for each migration."""
    return any((inner / name).is_file() for inner in folder.iterdir() for name in INNER_NAMES)


def supabase_folders(root: Path) -> Iterator[Path]:
    """Return every supabase/migrations below a folder by path; hidden and vendored folders are skipped."""
    for at, folders, _ in os.walk(root):
        folder = Path(at)
        if folder.name == "supabase" and "migrations" in folders:
            yield folder / "migrations"
            folders.remove("migrations")
        if len(folder.relative_to(root).parts) >= _DEPTH:
            folders.clear()
        folders[:] = sorted((f for f in folders if not f.startswith(".") and f not in _PASSED_BY), key=by_bytes)


def missing(path: Path) -> PathError:
    """Return the error for a path that doesn't exist, with the nearest name that does."""
    import difflib

    asked, parent = path, path.parent
    while not parent.is_dir() and parent != parent.parent:
        path, parent = parent, parent.parent
    try:
        names = os.listdir(parent)
    except OSError:
        names = []
    near = difflib.get_close_matches(path.name, names, 1, 0.6)
    hint = f"did you mean `{_shown(parent / near[0])}`?" if near else ""
    return PathError(f"{_shown(asked)} does not exist", hint)


def _shown(path: Path) -> str:
    """Return a path as people typed it, relative to the working directory if it lies in it."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def nothing_in(folder: Path) -> PathError:
    """Return the error for a folder without migrations, with the folders below it that hold SQL files."""
    found: list[str] = []
    for at, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _PASSED_BY)
        if len(Path(at).relative_to(folder).parts) >= 4:
            folders.clear()
        if any(is_sql(name) for name in files):
            found.append(at)
        if len(found) == 3:
            break
    lie = ", ".join(_shown(Path(each)) for each in found)
    hint = f"SQL files are in {lie}." if found else "Give the folder that holds the .sql files."
    return PathError(f"no migrations in {_shown(folder)}", hint)
