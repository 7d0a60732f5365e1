"""The files of one database in the order they are applied, and which of them are reported on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from ..record import Draft, Value, field
from ..syntax.source import Migration


class SkippedFile(Value):
    """A file or folder in the migrations folder that Supabase never applies; `reason` is a clause."""

    path: Path
    reason: str
    is_folder: bool = False


class FileChange(Value):
    """A file of the folder that differs from git's: `status` is added, edited, renamed or deleted.

    `name` is its name now (that of a deleted file, its last one), `before` the one it had; None for an added file.
    Names start from the folder. A file that was edited and renamed at once is "renamed" if it kept its version.
    """

    status: str
    name: str
    before: str | None = None


class GitBase(Value):
    """The migrations folder at the git base: --since, CI variables, or the merge-base with the default branch.

    `names` are the file names in the folder at `ref`. `left` is the commit where the change left the base, if known;
    `changes` is how the folder differs from it, filled in only where files are known to be applied.
    """

    ref: str
    names: frozenset[str]
    changes: tuple[FileChange, ...] = ()
    left: str | None = None

    def has(self, name: str) -> bool:
        """Return whether the base has a file of this name, or has it under another name."""
        return name in self.names or any(change.status == "renamed" and change.name == name for change in self.changes)


class GitChange(Value):
    """The files that --since and --staged narrow to: `files` differ from the commit `start` (None before the first).

    `label` is what people call that commit.
    """

    label: str
    start: str | None
    files: tuple[FileChange, ...]


class History(Draft):
    """One migrations folder (or list of files), read."""

    folder: Path
    migrations: list[Migration]
    """The files that are applied, in Supabase's order."""
    before: list[Migration] = field(default_factory=list)
    """Files replayed first: base schemas, then roles.sql."""
    skipped: list[SkippedFile] = field(default_factory=list)
    targets: frozenset[Path] | None = None
    """The files whose findings are reported; None means all."""
    base: GitBase | None = None
    supabase: bool = True
    """Whether Supabase's rules choose the files (a `supabase` folder), else every .sql file counts."""
    named: frozenset[Path] | None = None
    """The targets, if paths narrowed them."""
    change: GitChange | None = None
    """The targets, if --since or --staged narrowed them."""
    applied_until: str | None = None
    """The version of the last applied file."""
    everything: bool = False
    """Whether applied files are reported on like all others."""
    seeds: list[Migration] = field(default_factory=list)
    """Files that run after the last migration."""
    declared: list[Migration] = field(default_factory=list)
    """The files of supabase/schemas, which no database runs."""
    added: Callable[[], Mapping[str, datetime]] = dict
    """Asks git when each file was added, by name; called only by rules that need it."""

    def is_target(self, migration: Migration) -> bool:
        """Return whether findings in this file are reported."""
        if migration.role not in ("migration", "seed", "declaration"):
            return False
        return self.targets is None or migration.path in self.targets

    def is_applied(self, migration: Migration) -> bool:
        """Return whether the file is applied, so that only debt and edits of it are reported.

        A file before the last applied one that git's base doesn't have is new: it was put in the wrong place.
        """
        if self.applied_until is None or self.everything or migration.role != "migration":
            return False
        version = migration.version or _leading_digits(migration.name)
        if not version or int(version) > int(self.applied_until):
            return False
        # A base without the folder (moved, or not in git at all) can't tell what is new in it.
        return self.base is None or not self.base.names or self.base.has(migration.name)

    @property
    def narrowed(self) -> bool:
        """Return whether only some of the files are reported on."""
        return self.targets is not None


def _leading_digits(name: str) -> str:
    return name[: len(name) - len(name.lstrip("0123456789"))]
