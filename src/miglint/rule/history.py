"""The files of one database in the order in which they are applied, and which of them are reported on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from ..record import Draft, Value, fresh
from ..syntax.source import Migration


class SkippedFile(Value):
    """A file or folder beside the migrations that Supabase never applies. `reason` says why, as a clause."""

    path: Path
    reason: str
    is_folder: bool = False


class FileChange(Value):
    """A file of the folder that differs from git's: `status` is added, edited, renamed or deleted.

    `name` is its name now (that of a deleted file, its last one), `before` the one it had; None for an added file.
    Names start from the folder. A file that was edited and renamed at once is "renamed" where its version tells so.
    """

    status: str
    name: str
    before: str | None = None


class GitBase(Value):
    """What the git base (--since, CI variables, merge-base with the default branch) holds of the migrations folder.

    `names` are the file names in the folder at `ref`. `changes` is what differs in the folder from where the change
    left the base; it is only asked for where files are known to be applied. `left` is that commit, where it is known.
    """

    ref: str
    names: frozenset[str]
    changes: tuple[FileChange, ...] = ()
    left: str | None = None

    def has(self, name: str) -> bool:
        """Whether the base has a file of this name, or under another name."""
        return name in self.names or any(change.status == "renamed" and change.name == name for change in self.changes)


class GitChange(Value):
    """What --since and --staged narrow to: `files` differ from the commit `start`, None where there is none yet.
    `label` is what people call that commit."""

    label: str
    start: str | None
    files: tuple[FileChange, ...]


class History(Draft):
    """One migrations folder (or list of files), read.

    `migrations` are in Supabase's order and hold only what is applied; `skipped` what lies beside and is not.
    `before` is replayed first: base schemas, then roles.sql. `targets` are the files whose findings are reported; all
    migrations unless paths, --since or --staged narrowed them (`named` by paths alone; `change` by git). `supabase`
    tells whether Supabase's rules of selection hold (a `supabase` folder) or any .sql file counts. `applied_until` is
    the version of the last file that is applied for good; `everything` says that nothing is held back for it. `seeds`
    run after the last migration; `declared` are the files of supabase/schemas, which no database runs. `added` asks git
    when each file of the folder came into it, by name: for who needs it.
    """

    folder: Path
    migrations: list[Migration]
    before: list[Migration] = fresh(factory=list)
    skipped: list[SkippedFile] = fresh(factory=list)
    targets: frozenset[Path] | None = None
    base: GitBase | None = None
    supabase: bool = True
    named: frozenset[Path] | None = None
    change: GitChange | None = None
    applied_until: str | None = None
    everything: bool = False
    seeds: list[Migration] = fresh(factory=list)
    declared: list[Migration] = fresh(factory=list)
    added: Callable[[], Mapping[str, datetime]] = dict

    def is_target(self, migration: Migration) -> bool:
        """Whether findings in this file are reported."""
        if migration.role not in ("migration", "seed", "declaration"):
            return False
        return self.targets is None or migration.path in self.targets

    def is_applied(self, migration: Migration) -> bool:
        """Whether the file is applied for good, so that only debt and its integrity are judged. A file before the last
        applied one that git's base doesn't have is new all the same: it was put in the wrong place."""
        if self.applied_until is None or self.everything or migration.role != "migration":
            return False
        version = migration.version or _leading_digits(migration.name)
        if not version or int(version) > int(self.applied_until):
            return False
        # A base without the folder (moved, or not in git at all) says nothing of what is new in it.
        return self.base is None or not self.base.names or self.base.has(migration.name)

    @property
    def narrowed(self) -> bool:
        """Whether only some of the files are reported on."""
        return self.targets is not None


def _leading_digits(name: str) -> str:
    return name[: len(name) - len(name.lstrip("0123456789"))]
