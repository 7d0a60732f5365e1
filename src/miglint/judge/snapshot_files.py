"""Starting at a file boundary, from disk: the state after the first files of a history is stored for the next run.

A hook asks about one or two files at the end of a long history, and someone who writes a migration checks all files, of
which only the last one changes. So the catalog before it, the changes that led there, and the rules' findings stay the
same. Files that are not reported on are checked by no rule: what is stored for them depends only on their texts, the
facts about the target, and miglint's own code.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, partial
from pathlib import Path

from ..catalog.target import Target
from ..rule.history import History
from ..syntax.source import Migration
from .cache_folder import FOLDER, aside, read_checked, write_checked
from .cache_keys import boundary_keys
from .check import Judge
from .snapshot_pickles import Snapshot, pickled, trees_of, unpickled

FAR = 12
"""A new snapshot is made if more than this many files lie between it and the last one."""

KEPT = 4
"""How many are kept."""


class SnapshotFile:
    """The latest snapshot on disk of one history, and the path for a later one."""

    def __init__(self, folder: Path, files: Sequence[Migration], keys: Sequence[str]) -> None:
        self.folder = folder
        self.files = files
        """The files of the history in order."""
        self.keys = keys
        """What each file boundary is known by, up to the one that a snapshot is wanted of."""
        self.known = 0
        """The number of files before the snapshot; 0 if there is none."""
        self.snapshot: Snapshot | None = None

    def load(self) -> None:
        """Find the snapshot behind as many files as possible; those files have their statements then."""
        kept = {path.stem: path for path in self.folder.glob("*.pickle")}
        for number in range(len(self.keys), 0, -1):
            path = kept.get(self.keys[number - 1])
            if path is None or (data := read_checked(path)) is None:
                continue
            self.snapshot = unpickled(data, self.files)
            if self.snapshot is not None:
                self.known = number
                for migration, (statements, problems) in zip(self.files, self.snapshot.files, strict=False):
                    migration.take(statements, problems, cache(partial(trees_of, migration)))
            return

    def begin(self, judge: Judge) -> int:
        """Bring a judge to where the snapshot was made, or to the first file; return how many files are before it."""
        snapshot, self.snapshot = self.snapshot, None  # it belongs to the judge now
        if snapshot is None:
            return judge.begin()
        judge.replay.load(snapshot.replay)
        judge.changes |= snapshot.changes
        judge.checked.findings += snapshot.findings
        judge.checked.statements = snapshot.statements
        return self.known

    def reached(self, judge: Judge, number: int) -> None:
        """Make a snapshot behind the wanted number of files, if it saves enough.

        Nothing is stored after a rule or miglint failed: the next run must show the failures again.
        """
        if number != len(self.keys) or number - self.known < FAR or judge.checked.errors:
            return
        snapshot = Snapshot(
            replay=judge.replay.contents(),
            changes=judge.changes,
            findings=judge.checked.findings,
            statements=judge.checked.statements,
            files=[(migration.statements, migration.problems) for migration in self.files[:number]],
        )
        path = self.folder / f"{self.keys[number - 1]}.pickle"

        def write() -> None:
            try:
                write_checked(path, pickled(snapshot, self.files), KEPT)
            except (OSError, RecursionError):
                return  # a folder that can't be written to, SQL that is nested deeply: no run depends on it

        aside(write)


def snapshot_for(
    root: Path, history: History, target: Target, code: Iterable[str], judging: Sequence[object]
) -> SnapshotFile | None:
    """Return the stored state before the files that are reported on; before the last file, if all are.

    `code` is what `code_of` returned, `judging` what `judged_by` did. There is none if git decides what is reported on,
    because the state in between is then checked too.
    """
    if history.change is not None or not history.migrations:
        return None
    files = (*history.before, *history.migrations)
    first = next((number for number, file in enumerate(files) if history.is_target(file)), len(files))
    everything = first == len(history.before)
    number = len(files) - 1 if everything else first
    keys = boundary_keys(history, number, target, code, judging if everything else ())
    found = SnapshotFile(root / FOLDER, files, keys)
    found.load()
    return found
