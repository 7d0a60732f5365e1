"""Going on from a file boundary, in memory: files that are as they were keep their trees, and a history is judged again
from the first file on that has changed. For --watch and for fixes, which judge a history many times."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..catalog.target import Target
from ..record import replace
from ..rule.history import History
from ..rule.in_force import RuleInForce
from ..syntax.parser import frozen_collector
from ..syntax.reading import parse
from ..syntax.source import Migration
from .check import Checked, Judge


class SnapshotsInMemory:
    """What is remembered of each folder from one run of this process to the next."""

    def __init__(self) -> None:
        self.judged: dict[Path, _Judged] = {}

    def parse(self, history: History) -> None:
        """Parse a history: files that are as they were in the last run are those of the last run."""
        before = self.judged.get(history.folder)
        known = {migration.path: migration for migration in before.files} if before else {}
        history.before = [_parsed(known.get(m.path), m) for m in history.before]
        history.migrations = [_parsed(known.get(m.path), m) for m in history.migrations]

    def check(self, history: History, rules: Sequence[RuleInForce], target: Target) -> Checked:
        """Return what `check` returns, replaying only what comes behind the first file that has changed."""
        judged = self.judged.get(history.folder)
        asked = _question(history, rules, target)
        if judged is None or judged.asked != asked:
            judged = self.judged[history.folder] = _Judged(asked, Judge(history, rules, target))
        judged.judge.history, judged.judge.target = history, target
        try:
            checked = judged.judge.run(snapshots=judged)
        except BaseException:
            del self.judged[history.folder]  # half a replay is nothing to go on from
            raise
        return replace(checked, findings=list(checked.findings), errors=list(checked.errors))


def _parsed(known: Migration | None, now: Migration) -> Migration:
    if known is not None and (known.text, known.role, known.version) == (now.text, now.role, now.version):
        return known
    with frozen_collector():
        parse(now)
    return now


def _question(history: History, rules: Sequence[RuleInForce], target: Target) -> object:
    """Return everything, except the files and the time, that findings in the middle of a history depend on."""
    about = (history.supabase, history.targets, history.applied_until, history.everything, history.base)
    return (about, list(rules), replace(target, now=None))


class _Judged:
    """One history on its way, with a point to go back to at each file boundary."""

    def __init__(self, asked: object, judge: Judge) -> None:
        self.asked = asked
        self.judge = judge
        self.files: list[Migration] = []
        self.points: list[_Point] = []

    def begin(self, judge: Judge) -> int:
        """Go back to before the first file that has changed; return how many there are before it."""
        files, same = judge.files, 0
        while same < min(len(files), len(self.files)) and files[same] is self.files[same]:
            same += 1
        if self.points:
            self.points[same].restore(judge)
        else:
            judge.begin()
        del self.points[same:]
        self.files = files
        return same

    def reached(self, judge: Judge, number: int) -> None:
        """Remember the state between two files."""
        self.points.append(_Point(judge))


class _Point:
    """Where a judge stood between two files: how much there was of what only grows, and copies of the rest."""

    def __init__(self, judge: Judge) -> None:
        checked = judge.checked
        self.replay = judge.replay.savepoint()
        self.files = len(judge.changes_by_file)
        self.findings, self.errors, self.statements = len(checked.findings), len(checked.errors), checked.statements
        self.crashed = frozenset(judge.crashed)

    def restore(self, judge: Judge) -> None:
        """Restore a judge to this state."""
        self.replay.restore()
        judge.forget(self.files)
        checked = judge.checked
        judge.checked = Checked(
            findings=checked.findings[: self.findings],
            errors=checked.errors[: self.errors],
            statements=self.statements,
        )
        judge.crashed = set(self.crashed)
