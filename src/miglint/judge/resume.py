"""Judging again what has changed: files that are as they were keep their trees, and the replay goes on from the first
one that is not."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..catalog.changes import Change
from ..catalog.target import Target
from ..record import replace
from ..replay.prelude import load_prelude
from ..rule.history import History
from ..rule.in_force import RuleInForce
from ..syntax.parser import frozen_collector
from ..syntax.reading import parse
from ..syntax.source import Migration
from .check import Checked, Judge

_CONTAINERS = (set, dict, list)


class Memory:
    """What is remembered of each folder from one run to the next."""

    def __init__(self) -> None:
        self.judged: dict[Path, _Judged] = {}

    def parse(self, history: History) -> None:
        """Parse a history: files that are as they were in the last run are those of the last run."""
        before = self.judged.get(history.folder)
        known = {migration.path: migration for migration in before.files} if before else {}
        history.before = [_parsed(known.get(m.path), m) for m in history.before]
        history.migrations = [_parsed(known.get(m.path), m) for m in history.migrations]

    def check(self, history: History, rules: Sequence[RuleInForce], target: Target) -> Checked:
        """What `check` gives, replaying only what comes behind the first file that has changed."""
        judged = self.judged.get(history.folder)
        asked = _question(history, rules, target)
        if judged is None or judged.asked != asked:
            judged = self.judged[history.folder] = _Judged(asked, Judge(history, rules, target))
        try:
            return judged.again(history, target)
        except BaseException:
            del self.judged[history.folder]  # half a replay is nothing to go on from
            raise


def _parsed(known: Migration | None, now: Migration) -> Migration:
    if known is not None and (known.text, known.role, known.version) == (now.text, now.role, now.version):
        return known
    with frozen_collector():
        parse(now)
    return now


def _question(history: History, rules: Sequence[RuleInForce], target: Target) -> object:
    """All but the files and the time that findings in the midst of a history follow from."""
    about = (history.supabase, history.targets, history.applied_until, history.everything, history.base)
    return (about, list(rules), replace(target, now=None))


@dataclass
class _Mark:
    """Where everything stood before a file: counts of what only grows, copies of what doesn't."""

    catalog: int
    findings: tuple[int, ...]
    statements: int
    crashed: set[str]
    parts: dict[str, dict[str, Any]]


class _Judged:
    """One history on its way, with a mark before each file and one before the state was judged."""

    def __init__(self, asked: object, judge: Judge) -> None:
        self.asked = asked
        self.judge = judge
        self.files: list[Migration] = []
        self.changes: list[list[Change]] = []
        load_prelude(judge.replay)
        self.marks = [self._mark()]

    def again(self, history: History, target: Target) -> Checked:
        files = [*history.before, *history.migrations]
        same = 0
        while same < min(len(files), len(self.files)) and files[same] is self.files[same]:
            same += 1
        self._back_to(same)
        self.judge.history, self.judge.target = history, target
        for migration in files[same:]:
            self.changes.append(self.judge.file(migration))
            self.files.append(migration)
            self.marks.append(self._mark())
        self.judge.state()
        return copy(self.judge.checked)

    def _back_to(self, number: int) -> None:
        """The state of affairs before the file of this number."""
        for changes in reversed(self.changes[number:]):
            for change in reversed(changes):
                if change.oid:
                    self.judge.changes[change.oid].pop()
                    if not self.judge.changes[change.oid]:
                        del self.judge.changes[change.oid]
        mark, checked = self.marks[number], self.judge.checked
        self.judge.replay.catalog.undo(mark.catalog)
        self.judge.checked = Checked(
            checked.findings[: mark.findings[0]],
            checked.errors[: mark.findings[1]],
            mark.statements,
        )
        self.judge.crashed = set(mark.crashed)
        for name, part in mark.parts.items():
            vars(getattr(self.judge.replay, name)).update(_copies(part))
        del self.files[number:], self.changes[number:], self.marks[number + 1 :]

    def _mark(self) -> _Mark:
        judge, checked = self.judge, self.judge.checked
        counts = (len(checked.findings), len(checked.errors))
        parts = {
            name: _copies(vars(part))
            for name, part in vars(judge.replay).items()
            if hasattr(part, "__dict__") and name not in ("catalog", "target")
        }
        return _Mark(judge.replay.catalog.mark(), counts, checked.statements, set(judge.crashed), parts)


def _copies(values: dict[str, Any]) -> dict[str, Any]:
    """What a part of the replay remembers: its containers copied, their contents are never changed in place."""
    return {name: copy(value) if isinstance(value, _CONTAINERS) else value for name, value in values.items()}
