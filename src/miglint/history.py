"""The files of one database in the order in which they are applied, and which of them are reported on."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from .source import Migration


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file or folder beside the migrations that Supabase never applies. `reason` says why, as a clause."""

    path: Path
    reason: str
    is_folder: bool = False


@dataclass(frozen=True, slots=True)
class GitBase:
    """What the git base (--since, CI variables, merge-base with the default branch) holds of the migrations folder.

    `names` are the file names in the folder at `ref`; `added` the dates (ISO, committer) of the commits that added
    files which are in the folder now, where known.
    """

    ref: str
    names: frozenset[str]


@dataclass
class History:
    """One migrations folder (or list of files), read.

    `migrations` are in Supabase's order and hold only what is applied; `skipped` what lies beside and is not.
    `before` is replayed first: base schemas, then roles.sql. `targets` are the files whose findings are reported; all
    migrations unless paths, --since or --staged narrowed them. `supabase` tells whether Supabase's rules of
    selection hold (a `supabase` folder) or any .sql file counts.
    """

    folder: Path
    migrations: list[Migration]
    before: list[Migration] = field(default_factory=list)
    skipped: list[SkippedFile] = field(default_factory=list)
    targets: frozenset[Path] | None = None
    base: GitBase | None = None
    supabase: bool = True

    def is_target(self, migration: Migration) -> bool:
        """Whether findings in this file are reported."""
        if migration.role != "migration":
            return False
        return self.targets is None or migration.path in self.targets

    @property
    def narrowed(self) -> bool:
        """Whether only some of the files are reported on."""
        return self.targets is not None
