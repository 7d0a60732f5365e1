"""What a change adds: the findings that the state before it, and its files as they were, did not have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..catalog.target import Target
from ..project.decoding import migration_from_bytes
from ..project.selection import FolderEntry, select
from ..rule.finding import Finding, Kind
from ..rule.history import GitChange, History
from ..rule.in_force import RuleInForce
from ..syntax.parser import frozen_collector
from ..syntax.reading import parse
from ..syntax.source import Migration
from .check import Checked, check
from .fingerprint import key_of
from .result import Reported

NEVER_OLD = ("rule-crash",)
"""Rules whose findings mean that something was not judged at all."""


@dataclass
class Earlier:
    """What there was before the change, with how often: the debt of the state by its key, and what the changed files
    had already, by file and key. `messages` tell findings of one key apart (two roles that lack a grant)."""

    debt: Counter[str] = field(default_factory=Counter)
    files: Counter[tuple[str, str]] = field(default_factory=Counter)
    messages: set[tuple[str, str]] = field(default_factory=set)

    def add_debt(self, finding: Finding) -> None:
        """Note debt of the state before."""
        key = key_of(finding)
        self.debt[key] += 1
        self.messages.add((key, finding.message))


def check_change(
    history: History, change: GitChange, rules: Sequence[RuleInForce], target: Target
) -> tuple[Checked, Earlier]:
    """Judge a parsed history, and what it was before the change. Files that are the same are replayed once."""
    migrations = _before(history, change)
    count = len(migrations)
    if all(now is then for now, then in zip(history.migrations, migrations, strict=False)) and count <= len(
        history.migrations
    ):
        checked = check(history, rules, target, checkpoint=count)
        earlier = Earlier()
        for finding in checked.earlier:
            earlier.add_debt(finding)
        return checked, earlier
    with frozen_collector():
        for migration in migrations:
            if not migration.statements:
                parse(migration)
    renamed = {file.before: file.name for file in change.files if file.before is not None}
    before = History(
        history.folder,
        migrations,
        history.before,
        targets=frozenset(history.folder / name for name in renamed),
        supabase=history.supabase,
        applied_until=history.applied_until,
    )
    judged = check(before, rules, target)
    kinds = {rule.name: rule.rule.kind for rule in rules}
    earlier = Earlier()
    for finding in (*judged.findings, *judged.outside):
        if kinds.get(finding.rule) is Kind.DEBT:
            earlier.add_debt(finding)
    for finding in judged.findings:
        if kinds.get(finding.rule) is not Kind.DEBT:
            name = finding.place.migration.name
            earlier.files[renamed.get(name, name), _key(finding, renamed)] += 1
    return check(history, rules, target), earlier


def only_new(reported: Iterable[Reported], earlier: Earlier) -> tuple[list[Reported], int]:
    """The findings that the change added, and how many there were before it."""
    found = list(reported)
    old: set[int] = set()
    debt, files = Counter(earlier.debt), Counter(earlier.files)
    # Those that say the same as before come first: of two findings of one key the new one is new.
    for each in sorted(found, key=lambda each: (each.fingerprint, each.finding.message) not in earlier.messages):
        where = (each.migration.name, each.fingerprint)
        if each.in_force.rule.kind is Kind.DEBT:
            if debt[each.fingerprint]:
                debt[each.fingerprint] -= 1
                old.add(id(each))
        elif each.finding.rule not in NEVER_OLD and files[where]:
            files[where] -= 1
            old.add(id(each))
    return [each for each in found if id(each) not in old], len(old)


def _key(finding: Finding, renamed: dict[str, str]) -> str:
    """The key that a finding in a renamed file has under the new name."""
    from ..project.decoding import version_of
    from .fingerprint import fingerprint

    name = finding.place.migration.name
    if finding.object is not None or renamed.get(name, name) == name:
        return key_of(finding)
    return fingerprint(finding, version_of(renamed[name]))


def _before(history: History, change: GitChange) -> list[Migration]:
    """The migrations at the commit that the change departs from; those that are still the same are the same objects."""
    if change.start is None:
        return []
    from ..project.git import read_blobs, tree_blobs

    blobs = tree_blobs(history.folder, change.start)
    entries = [FolderEntry(name, False) for name in blobs]
    names = select(history.folder, entries, history.supabase, _no_folders).names
    changed = {file.before for file in change.files}
    here = {migration.name: migration for migration in history.migrations if migration.name not in changed}
    missing = [name for name in names if name not in here]
    read = dict(zip(missing, read_blobs(history.folder, [blobs[name] for name in missing]), strict=True))
    return [here.get(name) or migration_from_bytes(history.folder / name, read[name]) for name in names]


def _no_folders(_: Path) -> bool:
    return False
