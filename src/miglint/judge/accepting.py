"""The accepted list of a project that starts to use miglint: the debt of its applied files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ..record import Value
from .accepted import Entry, acceptable, accepted_path, entry_of
from .request import Project
from .run import run_project


class FirstList(Value):
    """A project's first accepted list."""

    path: Path
    entries: Mapping[str, Entry]
    left: int
    """How many findings are not on it."""
    failure: str = ""
    """Why there is no list, if a rule failed."""


def first_list(project: Project) -> FirstList | None:
    """Return a list of the findings in applied files; None if the project already has a list."""
    path = accepted_path(project.settings, project.root)
    if path.exists():
        return None
    result = run_project(project)
    if result.errors:
        return FirstList(path, {}, 0, result.errors[0].message)
    until = project.settings.applied_until
    entries = {
        each.fingerprint: entry_of(each.fingerprint)
        for each in acceptable(result)
        if until is not None and (each.migration.version is None or int(each.migration.version) <= int(until))
    }
    return FirstList(path, entries, sum(1 for each in result.shown if each.fingerprint not in entries))
