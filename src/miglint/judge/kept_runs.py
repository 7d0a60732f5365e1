"""What earlier runs have left under .miglint_cache for this one: whole results, and snapshots to go on from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..record import replace
from ..rule.history import History
from .request import Project
from .result import Result

if TYPE_CHECKING:
    from .cache import Cache
    from .snapshot_files import SnapshotFile


class KeptRuns:
    """The results and snapshots that a run may use.

    None of either if the request switches the cache off, or if the history is too short for one.
    """

    def __init__(self, project: Project, use_snapshots: bool = True) -> None:
        self.project = project
        self.cache: Cache | None = None
        self.code: list[str] = []
        """A value that changes with the code."""
        self.use_snapshots = False
        if not project.request.cache:
            return
        from .cache_folder import is_worth_it

        if not is_worth_it(project.histories):
            return
        from .cache import cache_for
        from .cache_keys import code_of

        self.use_snapshots = use_snapshots
        self.code = list(code_of(project.registry))
        asked = replace(project.request, now=None, stdin=None)
        text = project.accepted.text if project.accepted else ""
        self.cache = cache_for(
            project.root, asked, project.settings, project.registry, project.histories, text, self.code
        )

    def result(self) -> Result | None:
        """Return the whole result, where nothing that it follows from has changed."""
        if self.cache is None or (known := self.cache.load()) is None:
            return None
        known.rules = self.cache.rules(lambda: self.project.rules)
        return known

    def snapshot(self, history: History) -> SnapshotFile | None:
        """Return the latest snapshot of a history, and the place of a later one."""
        if not self.use_snapshots:
            return None
        from .cache_keys import judged_by
        from .snapshot_files import snapshot_for

        project = self.project
        judging = judged_by(project.settings, project.registry, project.request.select, project.request.ignore)
        return snapshot_for(project.root, history, project.target_of(history), self.code, judging)

    def store(self, result: Result) -> None:
        """Keep a result for the next run."""
        if self.cache is not None:
            self.cache.store(result)
