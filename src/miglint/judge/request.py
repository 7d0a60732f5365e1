"""A request, as the command line makes it, and the project that it opens: read, but not checked yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ..catalog.target import Target
from ..config import load_settings
from ..config.resolve import resolve
from ..config.settings import Settings
from ..errors import PathError, UsageError
from ..project.discover import discover
from ..project.folders import project_at
from ..project.git import git_root
from ..record import Draft, Value
from ..rule.history import History
from ..rule.in_force import RuleInForce
from ..rule.registry import Registry, load_registry
from ..syntax.reading import parse_all
from .accepted import Accepted, load_accepted
from .earlier import Earlier
from .verdict import Basis, VerdictOptions

if TYPE_CHECKING:
    from ..replay import Replay


class Request(Value):
    """The options of the command line. None and () mean: not given."""

    cwd: Path
    """The working directory."""
    paths: tuple[str, ...] = ()
    """Files, folders, a project's root, or "-" for standard input."""
    stdin: bytes | Callable[[], bytes] | None = None
    """The text behind "-", or what reads it."""
    stdin_name: str | None = None
    """The file name to judge it under."""
    config: Path | None = None
    """Use this settings file."""
    constitution: str | None = None
    """A preset or a file in place of the settings' own."""
    select: tuple[str, ...] = ()
    """The only rules and families that are in force."""
    ignore: tuple[str, ...] = ()
    """Rules and families that are not."""
    since: str | None = None
    """The git ref since which changes count; "auto": the CI's base."""
    staged: bool = False
    """Whether only what is staged counts."""
    accepted: Path | None = None
    """The accepted list to use."""
    use_accepted: bool = True
    """Whether there is one at all."""
    everything: bool = False
    """Whether nothing is held back for the accepted list, a change or applied files."""
    ignores: bool = True
    """Whether comments and exceptions silence."""
    local_rules: bool = True
    """Whether rules run from folders that the settings name."""
    cache: bool = False
    """Whether what is kept of earlier runs may be used."""
    fixes: bool = True
    """Whether the fixes of findings are wanted."""
    schema: tuple[Path, ...] = ()
    """Dumps that are replayed before the first migration."""
    postgres_version: int | None = None
    exposed_schemas: tuple[str, ...] | None = None
    default_privileges: str | None = None
    style: bool | None = None
    """Whether layout and capitals are judged."""
    now: datetime | None = None
    """Use this time instead of the clock."""

    def settings(self, start: Path) -> Settings:
        """Return the settings for migrations at `start`, overridden by the command line."""
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
        """Return where to look for settings: the first path's folder, else the working directory, else the project
        below it."""
        named = next((self.cwd / path for path in self.paths if path != "-"), self.cwd)
        folder = named if named.is_dir() else named.parent
        return project_at(folder) if self.config is None else folder


class Project(Draft, dict=True):
    """What a request is about: its settings, and its histories, not parsed yet."""

    request: Request
    settings: Settings
    histories: list[History]

    @cached_property
    def root(self) -> Path:
        """Return the project's root: git's above the first folder of migrations, else the working directory."""
        return (git_root(self.histories[0].folder) if self.histories else None) or self.request.cwd

    @cached_property
    def registry(self) -> Registry:
        """Return the rules that there are."""
        return load_registry(self.settings.rule_folders, local=self.request.local_rules)

    @cached_property
    def rules(self) -> list[RuleInForce]:
        """Return the rules in force; their modules are imported when they are first needed."""
        return resolve(self.settings, self.request.select, self.request.ignore, self.registry)

    @cached_property
    def basis(self) -> Basis:
        """Return what findings are judged by."""
        return Basis(self.rules, self.settings, self.registry)

    @cached_property
    def accepted(self) -> Accepted | None:
        """Return the accepted list; None if there is none, or if it isn't used."""
        if not self.request.use_accepted or self.request.everything:
            return None
        return load_accepted(self.settings, self.root, self.request.accepted)

    def options(self, earlier: Earlier | None = None) -> VerdictOptions:
        """Return the options for verdicts, without what existed before a change."""
        request = self.request
        return VerdictOptions(ignores=request.ignores, fixes=request.fixes, earlier=earlier, accepted=self.accepted)

    def target_of(self, history: History) -> Target:
        """Return the facts about a history's database: of several histories each may have its own."""
        return self._targets[id(history)]

    @cached_property
    def _targets(self) -> dict[int, Target]:
        if len(self.histories) == 1:
            return {id(self.histories[0]): self.settings.target}
        return {id(history): self.request.settings(history.folder).target for history in self.histories}

    def the_history(self) -> History:
        """Return the one history, parsed; raise UsageError or PathError if there are several or none."""
        if len(self.histories) > 1:
            folders = ", ".join(str(history.folder) for history in self.histories[:5])
            raise UsageError(f"there are {len(self.histories)} histories here: {folders}", "Name one of them.")
        if not self.histories:
            raise PathError("no migrations found", "Name the folder that holds them.")
        parse_history(self.histories[0])
        return self.histories[0]


def open_project(request: Request) -> Project:
    """Return the project of a request. Raises MiglintError if there is nothing to judge or settings are wrong."""
    settings = request.settings(request.start)
    return Project(request, settings, read_histories(request, settings))


def read_histories(request: Request, settings: Settings) -> list[History]:
    """Return the histories that a request means, not parsed yet; standard input is read here."""
    if request.stdin_name and "-" not in request.paths:
        raise UsageError("--name is the name of standard input, but `-` is not among the paths", "add - to the paths")
    return discover(
        request.paths,
        settings,
        cwd=request.cwd,
        stdin=request.stdin() if callable(request.stdin) else request.stdin,
        stdin_name=request.stdin_name,
        since=request.since,
        staged=request.staged,
        everything=request.everything,
    )


def replay_history(history: History, target: Target) -> Replay:
    """Return the replay of a parsed history, from the prelude to the last file, judged by no rule."""
    from ..replay.prelude import replayed

    return replayed((*history.before, *history.migrations), target)


def parse_history(history: History) -> None:
    """Parse the files of a history that are not parsed yet."""
    parse_all((*history.before, *history.migrations))
