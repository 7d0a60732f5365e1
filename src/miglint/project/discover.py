"""Paths -> histories: the migrations folders, the files in them, and which of those are reported on."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from glob import glob
from pathlib import Path

from ..config.settings import Settings
from ..errors import PathError
from ..record import Draft, field, replace
from ..rule.history import GitChange, History
from ..syntax.source import Migration
from .decoding import migration_from_bytes, migration_in, read_migration, version_of
from .folders import default_folders, folders_in, missing, nothing_in
from .migration_names import following
from .other_tools import INNER_NAMES
from .selection import ARCHIVES, FolderEntry, by_bytes, is_sql, looks_like_supabase, select, why_skipped

FIRST = "00000000000001"
"""The version of standard input where there is no migration yet."""


class _Wanted(Draft):
    """A folder with the files in it that were named; None means the whole folder."""

    folder: Path
    files: set[Path] | None = field(default_factory=set)


def discover(
    paths: Sequence[str | Path],
    settings: Settings,
    *,
    cwd: Path,
    stdin: bytes | None = None,
    stdin_name: str | None = None,
    since: str | None = None,
    staged: bool = False,
    git_base: bool = True,
    everything: bool = False,
) -> list[History]:
    """Return the histories that `paths` name, read but not parsed. Files narrow what is reported, not what is read.

    `stdin` is the text for `-`, the next migration, and the only file reported on. `since` ("auto" or a ref) and
    `staged` narrow to what changed; `staged` reads the index, not the folder. With `everything` nothing is narrowed and
    no file counts as applied. `git_base` False leaves out History.base. Raises PathError for a path that doesn't exist
    or holds no migrations, GitError for a ref that git doesn't know.
    """
    named = [_abspath(cwd, path) for path in paths if str(path) != "-"]
    as_stdin = len(named) < len(paths)
    if as_stdin and not named and stdin_name and (near := _abspath(cwd, stdin_name).parent) != cwd and near.is_dir():
        named = [near]
    wanted = list(_wanted(named)) if named else [_Wanted(f, None) for f in default_folders(cwd, settings.migrations)]
    if as_stdin:
        if len(wanted) != 1:
            found = ", ".join(_shown(w.folder, cwd) for w in wanted)
            raise PathError(
                f"found several migrations folders for standard input: {found}",
                "Name one: miglint - FOLDER.",
            )
        wanted[0].files = None
    histories = [_history(w, settings, staged and not as_stdin) for w in wanted]
    if as_stdin:
        _add_stdin(histories[0], stdin or b"", stdin_name)
    elif not staged and not any(history.migrations or history.skipped for history in histories):
        raise nothing_in(histories[0].folder)
    for history in histories:
        history.applied_until, history.everything = settings.applied_until, everything
        _narrow(history, settings, since, staged, git_base, as_stdin)
    return histories


def _abspath(cwd: Path, name: str | Path) -> Path:
    return Path(os.path.abspath(cwd / name))


def _shown(path: Path, cwd: Path) -> str:
    return path.relative_to(cwd).as_posix() if path.is_relative_to(cwd) else str(path)


# ---- which folders


def _wanted(named: Iterable[Path]) -> Iterator[_Wanted]:
    """Return the folders that hold the named paths, each once, in the order given."""
    found: dict[Path, _Wanted] = {}
    for path in named:
        if path.is_dir():
            for folder in folders_in(path):
                found.setdefault(folder, _Wanted(folder)).files = None
            continue
        if not path.exists():
            raise missing(path)
        if not is_sql(path.name) and why_skipped(path.name) is None:
            raise PathError(f"{path.name} isn't an SQL file", "Give .sql files, or the folder that holds them.")
        wanted = found.setdefault(folder := migrations_folder_of(path), _Wanted(folder))
        if wanted.files is not None:
            wanted.files.add(path)
    yield from found.values()


def migrations_folder_of(file: Path) -> Path:
    """Return the folder whose history a file belongs to: the migrations folder around it, else its own folder."""
    for folder in file.parents:
        if folder.name == "migrations" and (folder == file.parent or folder.parent.name == "supabase"):
            return folder
    if file.name in INNER_NAMES:
        return file.parent.parent
    for folder in file.parents:
        if folder.name in ARCHIVES and folder.parent.name == "migrations":
            return folder.parent
    return file.parent


# ---- one folder


def _history(wanted: _Wanted, settings: Settings, staged: bool) -> History:
    folder = wanted.folder
    contents: dict[str, bytes] | None = None
    if staged:
        from .git import index_blobs, read_blobs

        blobs = index_blobs(folder)
        near = {path.relative_to(folder).as_posix(): blob for path, blob in blobs.items()}
        direct = {name: blob for name, blob in near.items() if name.count("/") < 2}
        contents = dict(zip(direct, read_blobs(folder, list(direct.values())), strict=True))
        entries = [FolderEntry(name, False) for name in direct if "/" not in name]
        inner = {path.relative_to(folder).parts[0] for path in blobs if path.parent != folder}
        entries += [FolderEntry(name, True) for name in inner]
    else:
        entries = _entries(folder)
        if os.environ.get("PRE_COMMIT") == "1":
            entries = _tracked(folder, entries, wanted.files or set())
    supabase = is_supabase(folder, entries, settings)
    there = contents.__contains__ if contents is not None else lambda name: (folder / name).is_file()
    names, skipped = select(folder, entries, supabase, settings.target.runner, _holds_sql, there)
    migrations = [migration_in(folder, name, None if contents is None else contents[name]) for name in names]
    history = History(folder, migrations, list(_before(folder, settings, supabase)), skipped, supabase=supabase)
    if supabase and folder.parent.name == "supabase":
        from ..config.supabase import read_supabase_config

        config = read_supabase_config(folder.parent)
        seeds = config.seed_paths if config else (folder.parent / "seed.sql",)
        history.seeds = list(_beside(folder.parent, seeds, "seed"))
        schemas = (config.schema_paths if config else ()) or (folder.parent / "schemas" / "*.sql",)
        history.declared = list(_beside(folder.parent, schemas, "declaration"))
    if wanted.files is not None:
        history.named = history.targets = frozenset(wanted.files | _skipped_folders(history, wanted.files))
    return history


def is_supabase(folder: Path, entries: Iterable[FolderEntry], settings: Settings) -> bool:
    """Return whether Supabase's rules choose the files: in a `supabase` folder, or if the files are named for it."""
    if folder.name == "migrations" and folder.parent.name == "supabase":
        return True
    return settings.target.platform == "supabase" and looks_like_supabase(entries)


def _entries(folder: Path) -> list[FolderEntry]:
    try:
        with os.scandir(folder) as found:
            return [FolderEntry(entry.name, entry.is_dir(follow_symlinks=False)) for entry in found]
    except OSError as error:
        raise PathError(f"{folder} can't be read: {error.strerror}") from None


def _tracked(folder: Path, entries: list[FolderEntry], named: set[Path]) -> list[FolderEntry]:
    """Return the entries that git tracks, and the files that were named.

    pre-commit stashes unstaged edits while it runs, but leaves untracked files in the folder: they aren't committed.
    """
    from .git import git_root, index_blobs

    if git_root(folder) is None or not (blobs := index_blobs(folder)):
        return entries
    tracked = {path.relative_to(folder).parts[0] for path in (*blobs, *(p for p in named if folder in p.parents))}
    return [entry for entry in entries if entry.name in tracked]


def _holds_sql(folder: Path) -> bool:
    for _, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name not in ARCHIVES and not name.startswith(".")]
        if any(is_sql(name) for name in files):
            return True
    return False


def _before(folder: Path, settings: Settings, supabase: bool) -> Iterator[Migration]:
    """Return the files replayed before the first migration: the base, then supabase/roles.sql."""
    for base in settings.base:
        if base.is_dir():
            names = sorted((e.name for e in _entries(base) if is_sql(e.name)), key=by_bytes)
            if not names:
                raise PathError(f"the base {base} holds no .sql files", "`base` and --schema take a file or a folder.")
            for name in names:
                yield read_migration(base / name, "base")
        elif base.exists():
            yield read_migration(base, "base")
        else:
            error = missing(base)
            raise PathError(f"the base {error.message}", error.hint)
    roles = folder.parent / "roles.sql"
    if supabase and folder.parent.name == "supabase" and roles.is_file():
        yield read_migration(roles, "roles")


_LARGEST = 2_000_000
"""The largest seed that is read, in bytes. Larger ones are data, and would take longer than all migrations."""


def _beside(folder: Path, patterns: Iterable[Path], role: str) -> Iterator[Migration]:
    """Return the files of [db.seed] sql_paths or [db.migrations] schema_paths in config.toml, each once.

    They are in the order of the patterns, and by name within one.
    """
    seen: set[Path] = set()
    for pattern in patterns:
        relative = Path(os.path.relpath(pattern, folder)).as_posix()
        names = glob(relative, root_dir=folder) if any(c in relative for c in "*?[") else [relative]
        for name in sorted(names, key=by_bytes):
            path = Path(os.path.normpath(folder / name))
            if path in seen:
                continue
            seen.add(path)
            if path.suffix == ".sql" and path.is_file() and path.stat().st_size <= _LARGEST:
                found = read_migration(path, role)
                # A number at the start of the name only orders these files; it isn't a version.
                found.version = None
                yield found


def _skipped_folders(history: History, files: set[Path]) -> set[Path]:
    """Return the skipped sub-folders that hold one of the named files, so that they are reported."""
    return {s.path for s in history.skipped if s.is_folder and any(s.path in file.parents for file in files)}


# ---- standard input


def _add_stdin(history: History, data: bytes, name: str | None) -> None:
    """Add standard input after the last migration, or in place of the file with its name."""
    usual = f"{following(migration.name for migration in history.migrations) or FIRST}_stdin.sql"
    path = history.folder / (os.path.basename(name) if name else usual)
    migration = migration_from_bytes(path, data, "migration")
    history.named = history.targets = frozenset([path])
    for index, other in enumerate(history.migrations):
        if other.path == path:
            history.migrations[index] = migration
            return
    history.skipped = [skipped for skipped in history.skipped if skipped.path != path]
    history.migrations.append(migration)


# ---- what has changed


def _narrow(
    history: History, settings: Settings, since: str | None, staged: bool, git_base: bool, as_stdin: bool
) -> None:
    """Fill in the git base, and narrow the report to what changed; standard input is always reported on."""
    if not (since or staged or git_base):
        return
    from .git import added_at, changes_since, git_root, head
    from .git_base import base_of, departure

    folder = history.folder
    if not (since or staged) and git_root(folder) is None:
        return
    history.added = partial(added_at, folder)
    if git_base or since:
        history.base = base_of(folder, since, os.environ)
    if as_stdin:
        return
    change: GitChange | None = None
    if history.base is not None and (since or settings.applied_until):
        base = history.base
        start = base.left or departure(folder, base.ref, strict=since is not None)
        if start is not None:
            history.base = replace(base, changes=changes_since(folder, start, staged=staged))
        if since:
            label = "the base" if since == "auto" else since
            change = GitChange(label, start, history.base.changes)
    if staged and change is None:
        change = GitChange("the last commit", head(folder), changes_since(folder, None, staged=True))
    if change is None or history.everything:
        return
    changed = frozenset(folder / file.name for file in change.files)
    changed |= _skipped_folders(history, set(changed))
    history.change = change
    history.targets = changed if history.targets is None else changed & history.targets


__all__ = ["discover", "is_supabase", "migrations_folder_of", "version_of"]
