"""A migrations folder's entries -> the files that are applied, in order, and the files that are skipped.

Supabase's rules as its CLI has them (supabase/cli, pkg/migration/list.go): the folder itself only, files named
<digits>_<anything>.sql; the rest is skipped, with at most a line on stderr. CLI 2 sorts them by the bytes of their
names, CLI 3 by their versions as text: only there `20260420_a.sql` comes before `20260420010000_b.sql`
(supabase/cli#6036).
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from ..rule.history import SkippedFile
from .decoding import version_of
from .other_tools import in_order, inner_files

ARCHIVES = frozenset(["archive", "_archive", "archived", "_archived"])
"""Folders of old migrations that are skipped on purpose."""

_OLD_INIT = re.compile(r"([0-9]{14})_init\.sql")
_OLD_INIT_BEFORE = "20211209000000"
_TIMESTAMPED = re.compile(r"[0-9]{14}_.*\.sql", re.S)


class FolderEntry(NamedTuple):
    """A name in a folder."""

    name: str
    is_folder: bool


class Selection(NamedTuple):
    """The names of the files that are applied, in order, and the skipped ones."""

    names: list[str]
    skipped: list[SkippedFile]


def by_bytes(name: str) -> bytes:
    """Return the sort key of Go's os.ReadDir: the bytes of the name."""
    return os.fsencode(name)


def looks_like_supabase(entries: Iterable[FolderEntry]) -> bool:
    """Return whether a folder's files are named as `supabase migration new` names them."""
    return any(_TIMESTAMPED.fullmatch(entry.name) for entry in entries)


def select(
    folder: Path,
    entries: Sequence[FolderEntry],
    supabase: bool,
    runner: str,
    holds_sql: Callable[[Path], bool],
    there: Callable[[str], bool] = lambda _: False,
) -> Selection:
    """Return which files of a folder are applied, in the runner's order. `holds_sql` returns whether a sub-folder holds
    .sql files, `there` whether a path below the folder is a file."""
    ordered = sorted(entries, key=lambda entry: by_bytes(entry.name))
    if not supabase:
        # Tools with rollbacks keep them in x.down.sql beside x.up.sql; those are not applied.
        names = [e.name for e in ordered if not e.is_folder and is_sql(e.name) and not e.name.endswith(".down.sql")]
        inner = inner_files([e.name for e in ordered if e.is_folder and not e.name.startswith(".")], there)
        return Selection(sorted([*names, *inner], key=by_bytes) if inner else in_order(names), [])
    names, skipped = [], []
    for index, entry in enumerate(ordered):
        name = entry.name
        if entry.is_folder:
            if name not in ARCHIVES and not name.startswith(".") and holds_sql(folder / name):
                skipped.append(SkippedFile(folder / name, "Supabase reads no sub-folders", is_folder=True))
        elif version_of(name) is None:
            if reason := why_skipped(name):
                skipped.append(SkippedFile(folder / name, reason))
        elif index == 0 and (old := _OLD_INIT.search(name)) and old[1] < _OLD_INIT_BEFORE:
            reason = "Supabase skips a first file named _init.sql from before 2021-12-09"
            skipped.append(SkippedFile(folder / name, reason))
        else:
            names.append(name)
    if runner == "supabase-3":
        names.sort(key=lambda name: version_of(name) or "")
    return Selection(names, skipped)


def is_sql(name: str) -> bool:
    """Return whether a file name ends in .sql, in any case."""
    return name.lower().endswith(".sql") and not name.startswith(".")


def why_skipped(name: str) -> str | None:
    """Return why Supabase never runs a file whose name isn't <digits>_<name>.sql; None if it isn't SQL at all."""
    lower = name.lower()
    if name.startswith("."):
        return None
    if name.endswith(".sql"):
        return "its name does not begin with a version and an underscore"
    if lower.endswith(".sql"):
        return "Supabase only runs `.sql`, in lower case"
    if lower.endswith(".psql"):
        return "Supabase only runs `.sql`"
    if ".sql." in lower:
        return f"`{name[lower.rindex('.sql.') + 4 :]}` keeps it from running"
    return None
