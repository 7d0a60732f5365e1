"""The way through the house: discover, read, parse, replay, check, suppress, accept; reports come after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..catalog.target import Target
from ..config import load_settings
from ..config.resolve import resolve
from ..config.settings import Settings
from ..errors import MiglintError, PathError, UsageError
from ..project.discover import discover
from ..project.folders import project_at
from ..project.git import git_root
from ..record import Value, replace
from ..rule.finding import Finding, Kind
from ..rule.history import History
from ..rule.in_force import RuleInForce
from ..rule.registry import Registry, load_registry
from ..syntax.reading import Parsing
from ..syntax.source import Migration
from .accepted import load_accepted, stale, without_accepted
from .fingerprint import key_of
from .fixable import with_fixes, without_fixes
from .result import Reported, Result
from .suppress import suppress

if TYPE_CHECKING:
    from ..replay import Replay
    from .check import Checked
    from .since import Earlier
    from .snapshot_files import SnapshotFile
    from .snapshots import SnapshotsInMemory


class Request(Value):
    """What the command line asks for. None and () mean: not said."""

    cwd: Path
    paths: tuple[str, ...] = ()
    stdin: bytes | None = None
    stdin_name: str | None = None
    config: Path | None = None
    constitution: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    since: str | None = None
    staged: bool = False
    accepted: Path | None = None
    use_accepted: bool = True
    everything: bool = False
    ignores: bool = True
    local_rules: bool = True
    cache: bool = False
    fixes: bool = True
    schema: tuple[Path, ...] = ()
    postgres_version: int | None = None
    exposed_schemas: tuple[str, ...] | None = None
    default_privileges: str | None = None
    style: bool | None = None
    now: datetime | None = None

    def settings(self, start: Path) -> Settings:
        """The settings for migrations at `start`, with what was said on the command line laid over them."""
        return load_settings(
            start,
            config=self.config,
            constitution=self.constitution,
            postgres_version=self.postgres_version,
            exposed_schemas=self.exposed_schemas,
            default_privileges=self.default_privileges,
            base=self.schema,
            style=self.style,
            now=self.now or datetime.now(UTC),
        )

    @property
    def start(self) -> Path:
        """Where to look for settings: the first path's folder, else the working directory, else what lies below it."""
        named = next((self.cwd / path for path in self.paths if path != "-"), self.cwd)
        folder = named if named.is_dir() else named.parent
        return project_at(folder) if self.config is None else folder


def histories(request: Request, settings: Settings) -> list[History]:
    """The histories that a request means, read and parsed."""
    found = read_histories(request, settings)
    for history in found:
        parse_history(history)
    return found


def read_histories(request: Request, settings: Settings) -> list[History]:
    """The histories that a request means, not parsed yet."""
    return discover(
        request.paths,
        settings,
        cwd=request.cwd,
        stdin=request.stdin,
        stdin_name=request.stdin_name,
        since=request.since,
        staged=request.staged,
        everything=request.everything,
    )


def run(request: Request, memory: SnapshotsInMemory | None = None) -> Result:
    """Judge what a request asks for; raises MiglintError where that can't be done at all. `memory` is of the runs
    before in this process."""
    settings = request.settings(request.start)
    registry = load_registry(settings.rule_folders, local=request.local_rules)
    found = read_histories(request, settings)
    result = Result(
        folders=[history.folder for history in found],
        constitution=settings.constitution,
        configured=settings.configured,
        has_settings=settings.path is not None,
        postgres_version=settings.target.postgres_version,
    )

    def target_of(history: History) -> Target:
        return settings.target if len(found) == 1 else request.settings(history.folder).target

    accepted = None
    if request.use_accepted and not request.everything:
        accepted = load_accepted(settings, root_of(result.folders, request.cwd), request.accepted)
    cache, snapshots = None, {}
    if request.cache:
        from .cache_folder import is_worth_it

        if is_worth_it(found):
            from .cache import cache_for
            from .cache_keys import code_of, judged_by

            root, code = root_of(result.folders, request.cwd), list(code_of(registry))
            asked = replace(request, now=None, stdin=None)
            cache = cache_for(root, asked, settings, registry, found, accepted.text if accepted else "", code)
            if cache is not None and (known := cache.load()) is not None:
                known.rules = cache.rules(lambda: resolve(settings, request.select, request.ignore, registry))
                return known
            if memory is None:
                judging = judged_by(settings, registry, request.select, request.ignore)
                from .snapshot_files import snapshot_for

                snapshots = {id(h): snapshot_for(root, h, target_of(h), code, judging) for h in found}
    parsing = [] if memory else [parsing_of(history) for history in found]
    result.rules = rules = resolve(settings, request.select, request.ignore, registry)
    for number, history in enumerate(found):
        if memory is None:
            parsing[number].finish()
        else:
            memory.parse(history)
        snapshot = snapshots.get(id(history))
        judged = _judge(history, rules, target_of(history), settings, registry, request, result, memory, snapshot)
        if accepted is not None:
            judged, held = without_accepted(judged, accepted)
            result.hold_back(f"accepted in {accepted.path.name}", held)
        result.findings += judged
    result.narrowed = any(history.named is not None for history in found)
    if accepted is not None and not result.narrowed:
        changed = any(history.change for history in found)
        result.findings += stamp(stale(accepted, result, registry.knows, changed), rules)
    if cache is not None:
        cache.store(result)
    return result


def root_of(folders: Sequence[Path], cwd: Path) -> Path:
    """The project's root: git's above the first folder of migrations, else the working directory."""
    return (git_root(folders[0]) if folders else None) or cwd


def _judge(
    history: History,
    rules: Sequence[RuleInForce],
    target: Target,
    settings: Settings,
    registry: Registry,
    request: Request,
    result: Result,
    memory: SnapshotsInMemory | None,
    snapshot: SnapshotFile | None,
) -> list[Reported]:
    """Judge one history, note in the result what is held back, and return what is left."""
    from .check import check

    earlier: Earlier | None = None
    if history.change is None:
        checked = memory.check(history, rules, target) if memory else check(history, rules, target, None, snapshot)
    else:
        from .since import check_change, only_new

        checked, earlier = check_change(history, history.change, rules, target)
        if history.named is None:
            _add_debt_of_deleted_files(checked, rules)
    found = with_fixes(checked.findings, history) if request.fixes else without_fixes(checked.findings)
    reported = stamp(found, rules)
    if request.ignores:
        today = (target.now or datetime.now(UTC)).date().isoformat()
        migrations = [m for m in history.migrations if history.is_target(m)]
        active = {rule.name for rule in rules}
        reported, more = suppress(reported, migrations, settings, registry.files, active, today)
        # Nobody may edit a comment in an applied file.
        reported += stamp((f for f in with_fixes(more, history) if not history.is_applied(f.place.migration)), rules)
    result.keys.update(each.fingerprint for each in reported)
    result.keys.update(key_of(finding) for finding in checked.outside)
    if earlier is not None and history.change is not None:
        result.earlier.update(earlier.debt)
        reported, old = only_new(reported, earlier)
        result.hold_back(f"not new since {history.change.label}", old + len(checked.outside))
    else:
        reason = "in files that were not asked about" if history.narrowed else "in the base schema"
        result.hold_back(reason, len(checked.outside))
    _count(history, checked, result)
    return sorted(reported, key=_order(history))


def _order(history: History) -> Callable[[Reported], tuple[Any, ...]]:
    numbers = {migration.path: number for number, migration in enumerate(history.migrations)}
    files: dict[Migration, tuple[int, str]] = {}

    def order(reported: Reported) -> tuple[Any, ...]:
        finding = reported.finding
        migration = finding.place.migration
        if migration not in files:
            files[migration] = (numbers.get(migration.path, -1), str(migration.path))
        return (*files[migration], finding.place.span, finding.rule, finding.message)

    return order


def _add_debt_of_deleted_files(checked: Checked, rules: Sequence[RuleInForce]) -> None:
    """Debt that no statement of a changed file causes comes from one that is gone: it is judged where it lies."""
    debt = {rule.name for rule in rules if rule.rule.kind is Kind.DEBT}
    checked.findings += [finding for finding in checked.outside if finding.rule in debt]
    checked.outside = [finding for finding in checked.outside if finding.rule not in debt]


def _count(history: History, checked: Checked, result: Result) -> None:
    targets = [migration for migration in history.migrations if history.is_target(migration)]
    applied = sum(1 for migration in targets if history.is_applied(migration))
    result.files += len(targets) - applied
    result.applied += applied
    result.context_files += len(history.migrations)
    result.statements += checked.statements
    result.errors += checked.errors
    result.hold_back(f"applied migration{'s' * (applied != 1)} (up to {history.applied_until})", applied)


def stamp(findings: Iterable[Finding], rules: Sequence[RuleInForce]) -> list[Reported]:
    """Findings with their severity and fingerprint; those of rules that are not in force are left out."""
    in_force = {rule.name: rule for rule in rules}
    return [
        Reported(finding, in_force[finding.rule], key_of(finding)) for finding in findings if finding.rule in in_force
    ]


def only_history(request: Request) -> tuple[History, Settings]:
    """The one history that a command needs which can't work on several; raises UsageError for more."""
    settings = request.settings(request.start)
    found = histories(request, settings)
    if len(found) > 1:
        folders = ", ".join(str(history.folder) for history in found[:5])
        raise UsageError(f"there are {len(found)} histories here: {folders}", "Name one of them.")
    if not found:
        raise PathError("no migrations found", "Name the folder that holds them.")
    return found[0], settings


def parsing_of(history: History) -> Parsing:
    """The files of a history that are not parsed yet, being parsed."""
    return Parsing((*history.before, *history.migrations))


def parse_history(history: History) -> None:
    """Parse every file of a history that is not parsed yet."""
    parsing_of(history).finish()


def replay_history(history: History, target: Target) -> Replay:
    """The replay of a parsed history, from the prelude to the last file, judged by no rule."""
    from ..replay import Replay
    from ..replay.prelude import load_prelude

    replay = Replay(target)
    load_prelude(replay)
    for migration in (*history.before, *history.migrations):
        replay.begin_file(migration)
        for statement in migration.statements:
            replay.apply(statement)
    return replay


__all__ = ["MiglintError", "Request", "histories", "only_history", "parse_history", "replay_history", "run", "stamp"]
