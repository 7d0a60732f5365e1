"""The way through the house: discover, read, parse, replay, check, verdict; reports come after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..rule.history import History
from .accepted import stale
from .kept_runs import KeptRuns
from .request import Project, Request, open_project, parse_history
from .result import HeldBy, Reported, Result
from .verdict import held_counts, stamp, verdict

if TYPE_CHECKING:
    from .check import Checked
    from .earlier import Earlier
    from .snapshot_files import SnapshotFile
    from .snapshots import SnapshotsInMemory


def run(request: Request, memory: SnapshotsInMemory | None = None) -> Result:
    """Run a request; raise MiglintError if that isn't possible. `memory` holds earlier runs of this process."""
    return run_project(open_project(request), memory)


def run_project(project: Project, memory: SnapshotsInMemory | None = None) -> Result:
    """Check every history of a project: parse, run the rules, and decide what becomes of each finding."""
    accepted = project.accepted
    kept = KeptRuns(project, use_snapshots=memory is None)
    if (known := kept.result()) is not None:
        return known
    parse = memory.parse if memory else parse_history
    result = _result(project)
    for history in project.histories:
        snapshot = kept.snapshot(history)  # before anything is parsed: its files need not be
        parse(history)
        checked, earlier = _checked(history, project, memory, snapshot)
        judged = verdict(checked.findings, history, project.basis, project.options(earlier))
        _add(result, history, checked, judged, earlier)
    if accepted is not None and not result.narrowed:
        changed = any(history.change for history in project.histories)
        result.findings += stamp(stale(accepted, result, project.registry.knows, changed), project.rules)
    kept.store(result)
    return result


def _result(project: Project) -> Result:
    """Return a result that nothing was found for yet."""
    return Result(
        rules=project.rules,
        folders=[history.folder for history in project.histories],
        constitution=project.settings.constitution,
        configured=project.settings.configured,
        has_settings=project.settings.path is not None,
        narrowed=any(history.named is not None for history in project.histories),
        postgres_version=project.settings.target.postgres_version,
    )


def _checked(
    history: History, project: Project, memory: SnapshotsInMemory | None, snapshot: SnapshotFile | None
) -> tuple[Checked, Earlier | None]:
    """Return what the rules find in one parsed history, and what there was before the change that it is narrowed to."""
    from .check import check

    target = project.target_of(history)
    if history.change is not None:
        from .since import check_change

        return check_change(history, history.change, project.rules, target)
    if memory is not None:
        return memory.check(history, project.rules, target), None
    return check(history, project.rules, target, snapshots=snapshot), None


def _add(
    result: Result, history: History, checked: Checked, judged: Sequence[Reported], earlier: Earlier | None
) -> None:
    """Put into a result what became of one history's findings, and what was looked at."""
    files = [migration for migration in history.migrations if history.is_target(migration)]
    applied = sum(1 for migration in files if history.is_applied(migration))
    result.findings += [each for each in judged if each.held is None]
    result.hold_back(held_counts(judged, history))
    not_judged = (HeldBy.BEFORE_FROM, HeldBy.APPLIED)
    result.keys.update(each.fingerprint for each in judged if each.held is None or each.held.by not in not_judged)
    if earlier is not None:
        result.earlier.update(earlier.debt)
    result.files += len(files) - applied
    result.applied += applied
    result.context_files += len(history.migrations)
    result.statements += checked.statements
    result.errors += checked.errors
