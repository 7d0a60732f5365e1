"""What a rule says: findings, their severity, the object they are about, and the edits that mend them."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import cached_property

from ..catalog.object_refs import ObjectRef
from ..record import Value
from ..syntax.edits import Edit
from ..syntax.source import Place


class Severity(StrEnum):
    """How much a finding matters; OFF is a rule that does not run."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    OFF = "off"

    @property
    def rank(self) -> int:
        """0 for the worst."""
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


class Fix(Value):
    """Edits that mend a finding. A safe one does what the migrations already say, and no more: nobody may do
    anything that no statement meant, no data is lost, and no view or query answers otherwise.

    `given` are the edits, or, where they cost something to find, what gives them once somebody asks; none at all say
    that the finding can't be mended where it stands.
    """

    title: str
    given: tuple[Edit, ...] | Callable[[], tuple[Edit, ...]]
    safe: bool = False

    @cached_property
    def edits(self) -> tuple[Edit, ...]:
        return self.given() if callable(self.given) else self.given


class Remedy(Value):
    """Statements that mend a finding about the state when they run after everything else: in a new migration, or
    behind the last statement that caused it and those `behind` that they must follow. Safe as a fix is.

    `given` are the statements, or what gives them once somebody asks; none at all say that there is no remedy.
    `uncovers` are the rules that left the object to this one so far: what they find then is no new fault.
    `undo` is the statement that takes it back, where that is not plain from the remedy.
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
        """Message and help as one line, for reports that have room for one text only."""
        return f"{self.message} {self.help}" if self.help else self.message
