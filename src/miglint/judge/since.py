"""Judging a change: the state before it, and its files as they were, compared with the present."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..catalog.target import Target
from ..project.decoding import migration_in
from ..project.selection import FolderEntry, select
from ..rule.finding import Finding, Kind
from ..rule.history import GitChange, History
from ..rule.in_force import RuleInForce
from ..syntax.parser import frozen_collector
from ..syntax.reading import parse
from ..syntax.source import Migration
from .aiming import Aim
from .check import Checked, check
from .earlier import Earlier
from .fingerprint import key_of


def check_change(
    history: History, change: GitChange, rules: Sequence[RuleInForce], target: Target
) -> tuple[Checked, Earlier]:
    """Judge a parsed history, and what it was before the change. Files that are the same are replayed once."""
    migrations = _before(history, change, target.runner)
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
    aim = Aim(before, rules)
    for finding in judged.findings:
        if aim.begin_after(finding):
            continue
        if kinds.get(finding.rule) is Kind.DEBT:
            earlier.add_debt(finding)
        elif aimed := aim.aimed(finding):
            name = aimed.place.migration.name
            earlier.files[renamed.get(name, name), _key(aimed, renamed)] += 1
    return check(history, rules, target), earlier


def _key(finding: Finding, renamed: dict[str, str]) -> str:
    """Return the key that a finding in a renamed file has under the new name."""
    from ..project.decoding import version_of
    from .fingerprint import fingerprint

    name = finding.place.migration.name
    if finding.object is not None or renamed.get(name, name) == name:
        return key_of(finding)
    return fingerprint(finding, version_of(renamed[name]))


def _before(history: History, change: GitChange, runner: str) -> list[Migration]:
    """Return the migrations at the commit that the change departs from; those that are still the same are the same
    objects."""
    if change.start is None:
        return []
    from ..project.git import read_blobs, tree_blobs

    blobs = tree_blobs(history.folder, change.start, deep=any(migration.inner for migration in history.migrations))
    entries = [FolderEntry(name, False) for name in blobs if "/" not in name]
    entries += [FolderEntry(name, True) for name in {name.partition("/")[0] for name in blobs if "/" in name}]
    names = select(history.folder, entries, history.supabase, runner, _no_folders, blobs.__contains__).names
    changed = {file.before for file in change.files}
    here = {migration.name: migration for migration in history.migrations if migration.name not in changed}
    missing = [name for name in names if name not in here]
    read = dict(zip(missing, read_blobs(history.folder, [blobs[name] for name in missing]), strict=True))
    return [here.get(name) or migration_in(history.folder, name, read[name]) for name in names]


def _no_folders(_: Path) -> bool:
    return False
