"""History x rules -> findings: replay once, and offer steps, files, the end state and the folder to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from ..catalog.changes import Change, ReplayFailed, SeedFailed
from ..catalog.target import Target
from ..errors import MiglintError
from ..record import Draft, field
from ..replay import Ran, Replay
from ..replay.prelude import load_prelude
from ..rule.finding import Finding, Kind
from ..rule.history import History
from ..rule.in_force import RuleInForce
from ..rule.rule import Rule, hooks, wanted_changes
from ..rule.steps import FileSteps, State, Step
from ..syntax.reading import parse
from ..syntax.source import Migration, Place
from . import engine_findings
from .aiming import judges_applied
from .seeds import read_seed, seed_failure


class Checked(Draft):
    """The findings of one history, before `verdict` decides what becomes of them."""

    findings: list[Finding] = field(default_factory=list)
    """The findings of the rules and the engine, in all files, in no particular order."""
    errors: list[MiglintError] = field(default_factory=list)
    """Faults of rules and of miglint; each is a finding as well."""
    statements: int = 0
    """How many statements were judged."""
    earlier: list[Finding] = field(default_factory=list)
    """The state's debt at the checkpoint."""


def check(
    history: History,
    rules: Sequence[RuleInForce],
    target: Target,
    checkpoint: int | None = None,
    snapshots: Snapshots | None = None,
) -> Checked:
    """Replay a parsed history once and run the rules on it.

    The state after `checkpoint` files is checked as well. `snapshots` hold the state after the first files.
    """
    return Judge(history, rules, target).run(checkpoint, snapshots)


class Snapshots(Protocol):
    """Where a judge starts, instead of at the first file."""

    def begin(self, judge: Judge) -> int:
        """Bring a judge to a file boundary; return how many files there are before it."""

    def reached(self, judge: Judge, number: int) -> None:
        """Learn that a judge is at the boundary behind the first `number` files."""


class _Hooks:
    """Which rules want which hook, and which kinds of change and statement."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.by_hook: dict[str, list[Rule]] = {}
        self.by_change: dict[type[Change], list[Rule]] = {}
        self.by_statement: dict[str, list[Rule]] = {}
        for rule in rules:
            own = hooks(type(rule))
            for hook in own:
                self.by_hook.setdefault(hook, []).append(rule)
            if "check_change" in own:
                for change in wanted_changes(type(rule)):
                    self.by_change.setdefault(change, []).append(rule)

    def of_statement(self, kind: str) -> list[Rule]:
        """Return the rules that judge statements of a kind."""
        if kind not in self.by_statement:
            asked = self.by_hook.get("check_statement", ())
            self.by_statement[kind] = [rule for rule in asked if not rule.statements or kind in rule.statements]
        return self.by_statement[kind]


class Judge:
    """One run over one history."""

    def __init__(self, history: History, rules: Sequence[RuleInForce], target: Target) -> None:
        self.history = history
        self.target = target
        self.replay = Replay(target)
        self.checked = Checked()
        self.crashed: set[str] = set()
        self.changes: dict[int, list[Change]] = {}
        """What happened to each object, by its oid."""
        self.changes_by_file: list[list[Change]] = []
        """The same changes of the files that this judge has replayed itself."""
        self.hooks = _Hooks(r.rule for r in rules)
        self.hooks_of_applied = _Hooks(r.rule for r in rules if judges_applied(r))

    @property
    def files(self) -> list[Migration]:
        """Return the files to replay, in order."""
        return [*self.history.before, *self.history.migrations]

    def begin(self) -> int:
        """Begin with the first file; return that there are 0 before it."""
        load_prelude(self.replay)
        return 0

    def forget(self, number: int) -> None:
        """Forget the changes of all files but the first `number` of those that this judge has replayed."""
        for changes in reversed(self.changes_by_file[number:]):
            for change in reversed(changes):
                if change.oid:
                    self.changes[change.oid].pop()
                    if not self.changes[change.oid]:
                        del self.changes[change.oid]
        del self.changes_by_file[number:]

    def run(self, checkpoint: int | None = None, snapshots: Snapshots | None = None) -> Checked:
        files, before = self.files, len(self.history.before)
        done = snapshots.begin(self) if snapshots else self.begin()
        for number in range(done, len(files)):
            if checkpoint is not None and number == before + checkpoint:
                self._earlier(checkpoint)
            if snapshots is not None:
                snapshots.reached(self, number)
            self.changes_by_file.append(self.file(files[number]))
        if snapshots is not None:
            snapshots.reached(self, len(files))
        if checkpoint == len(self.history.migrations):
            self._earlier(checkpoint)
        self.state()
        return self.checked

    def _earlier(self, checkpoint: int) -> None:
        """Return the debt at the checkpoint. Rules that fail there also fail at the end, and are reported there."""
        migrations = self.history.migrations[:checkpoint]
        state = State(self.replay.catalog, self.target, self.changes, self.replay.prelude_mark, migrations)
        for rule in self.hooks.by_hook.get("check_catalog", ()):
            if rule.kind is Kind.DEBT:
                try:
                    self.checked.earlier += rule.check_catalog(state)
                except Exception:
                    continue

    def file(self, migration: Migration) -> list[Change]:
        """Apply one file, check its steps if it is reported on, and return its changes."""
        replay, catalog = self.replay, self.replay.catalog
        judged = self.history.is_target(migration)
        applied = judged and self.history.is_applied(migration)
        asked = self.hooks_of_applied if applied else self.hooks
        self.checked.statements += len(migration.statements) if judged and not applied else 0
        replay.compiles = judged and not applied
        file_mark = catalog.mark()
        file_changes: list[Change] = []
        for ran in replay.run((migration,)):
            for change in ran.changes:
                if change.oid:
                    self.changes.setdefault(change.oid, []).append(change)
            file_changes += ran.changes
            if judged:
                self._step(asked, ran)
        for change in file_changes:
            if isinstance(change, ReplayFailed):
                failure = engine_findings.replay_failure(change)
                self._failed(failure, failure.message, change.traceback)
        if not judged:
            return file_changes
        steps = FileSteps(migration, tuple(file_changes), catalog, self.target, file_mark)
        for rule in asked.by_hook.get("check_file", ()):
            self._ask(rule, rule.check_file, steps, place=migration.place)
        return file_changes

    def _step(self, asked: _Hooks, ran: Ran) -> None:
        statement, changes, mark = ran
        step: Step | None = None
        for change in changes:
            for rule in asked.by_change.get(type(change), ()):
                step = step or Step(statement, changes, self.replay.catalog, self.target, mark)
                self._ask(rule, rule.check_change, change, step, place=change.place)
        for rule in asked.of_statement(statement.kind):
            step = step or Step(statement, changes, self.replay.catalog, self.target, mark)
            self._ask(rule, rule.check_statement, step, place=statement.place)

    def state(self) -> None:
        """The state after the last file, and the files themselves."""
        history = self.history
        if not history.migrations and not history.skipped:
            return
        last = history.migrations[-1] if history.migrations else Migration(history.folder, "")
        state = State(self.replay.catalog, self.target, self.changes, self.replay.prelude_mark, history.migrations)
        state.declared = self._declared
        state.is_asked = history.is_target if history.named is not None else None
        for rule in self.hooks.by_hook.get("check_catalog", ()):
            self._ask(rule, rule.check_catalog, state, place=last.place)
        for rule in self.hooks.by_hook.get("check_history", ()):
            self._ask(rule, rule.check_history, history, self.target, place=last.place)
        self._seeds()

    def _declared(self) -> State | None:
        """Return the state that the declared files lead to on an empty project; they are replayed only when it is
        needed."""
        asked = any(map(self.history.is_target, self.history.declared))
        if not asked:
            return None
        replay, changes = Replay(self.target), dict[int, list[Change]]()
        load_prelude(replay)
        for ran in replay.run(_read(self.history.declared, parse)):
            for change in ran.changes:
                changes.setdefault(change.oid, []).append(change)
        return State(replay.catalog, self.target, changes, replay.prelude_mark, self.history.declared)

    def _seeds(self) -> None:
        """The seeds, run on the state after the last file; that state stays as it is."""
        if not self.history.seeds or SeedFailed not in self.hooks.by_change:
            return
        replay, savepoint = self.replay, self.replay.savepoint()
        whole = not any(a.kind != "role" for a in replay.catalog.assumptions)
        for ran in replay.run(_read(self.history.seeds, read_seed)):
            failures = tuple(f for c in ran.changes if (f := seed_failure(c, self.changes, whole)))
            self._step(self.hooks, ran._replace(changes=failures))
        savepoint.restore()

    def _ask(
        self, rule: Rule, hook: Callable[..., Iterable[Finding]], *given: object, place: Callable[[], Place]
    ) -> None:
        """One hook of one rule; a rule that raises becomes a finding, and the others go on."""
        try:
            self.checked.findings += (finding for finding in hook(*given) if finding.place)
        except MiglintError:
            raise  # a rule that can't be used as it is written
        except Exception as error:
            from traceback import format_exc

            if rule.name not in self.crashed:
                self.crashed.add(rule.name)
                message = f"the rule {rule.name} failed: {engine_findings.reason(rule, error)}"
                self._failed(engine_findings.rule_crash(rule, error, place()), message, format_exc())

    def _failed(self, finding: Finding, message: str, traceback: str) -> None:
        """A failure of a rule or of miglint: reported in every file, and the run ends with exit status 2."""
        self.checked.findings.append(finding)
        hint = "see the finding rule-crash; the rest of the report is valid; --traceback shows the calls"
        self.checked.errors.append(MiglintError(message, hint, traceback))


def _read(files: Iterable[Migration], read: Callable[[Migration], object]) -> Iterator[Migration]:
    """Return the files, each read just before it is run."""
    for file in files:
        if not file.statements:
            read(file)
        yield file
