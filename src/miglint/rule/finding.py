"""Findings of rules: severity, object, and the edits and statements that fix them."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import cached_property

from ..catalog.object_refs import ObjectRef
from ..record import Value
from ..syntax.edits import Edit
from ..syntax.source import Place


class Severity(StrEnum):
    """How much a finding matters; OFF means that the rule doesn't run."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    OFF = "off"

    @property
    def rank(self) -> int:
        """Return 0 for the worst severity, 1 for the next."""
        return list(Severity).index(self)


class Kind(StrEnum):
    """What a rule judges: a hazard while the file runs, debt of the state, the files themselves, whether the file
    applies at all, style, or what miglint itself could not do and what its comments and lists still fit."""

    HAZARD = "hazard"
    DEBT = "debt"
    HISTORY = "history"
    APPLY = "apply"
    STYLE = "style"
    ENGINE = "engine"


class Fix(Value, dict=True):
    """Edits that fix a finding.

    A safe fix does only what the migrations already intend: it gives no role a privilege that no statement meant to
    give, loses no data, and changes no view's or query's result. `given` are the edits, or, if they are expensive to
    find, a function that returns them; no edits mean that the finding can't be fixed in its file.
    """

    title: str
    given: tuple[Edit, ...] | Callable[[], tuple[Edit, ...]]
    safe: bool = False

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        return self.given() if callable(self.given) else self.given


class Remedy(Value, dict=True):
    """Statements that fix a finding about the state when they run after everything else.

    They go into a new migration, or behind the last statement that caused the finding and those in `behind`. `safe`
    means what it means for a Fix. `given` are the statements, or a function that returns them; none mean that there is
    no remedy. `uncovers` names rules that left the object to this one: their findings afterwards are not new faults.
    `undo` is the statement that reverts the remedy, if that isn't obvious.
    """

    given: tuple[str, ...] | Callable[[], tuple[str, ...]]
    safe: bool = False
    behind: tuple[Place, ...] = ()
    uncovers: tuple[str, ...] = ()
    undo: str = ""

    @cached_property
    def statements(self) -> tuple[str, ...]:
        return self.given() if callable(self.given) else self.given


class Finding(Value):
    """One finding, as a rule yields it.

    `message` names the object and says what is wrong; `help` is what to write instead. `causes` are the places of
    the statements that together make a finding about the state true (the first is the primary place): when only
    some files are reported on, the finding moves to the last cause that lies in one of them. `fix` edits the file
    itself; where there is a `remedy` and no fix, the remedy's statements behind the last cause are the fix.
    """

    rule: str
    message: str
    place: Place
    help: str = ""
    object: ObjectRef | None = None
    related: tuple[Place, ...] = ()
    causes: tuple[Place, ...] = ()
    sqlstate: str | None = None
    fix: Fix | None = None
    remedy: Remedy | None = None

    @property
    def text(self) -> str:
        """Return message and help as one line, for reports that show a single text."""
        return f"{self.message} {self.help}" if self.help else self.message
