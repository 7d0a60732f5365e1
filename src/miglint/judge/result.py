"""What a run found, ready to be reported: a value that reports turn into text and the command line into a status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path

from ..errors import MiglintError
from ..record import Draft, Value, field
from ..rule.finding import Finding, Severity
from ..rule.in_force import RuleInForce
from ..syntax.source import Migration


class Suppression(Value):
    """Why a finding is silenced: `by` is "comment" or "exception"."""

    by: str
    reason: str

    @property
    def text(self) -> str:
        """Return what silences it: "an exception (until the next release)"."""
        reason = f" ({self.reason})" if self.reason else ""
        return f"{'an' if self.by[0] in 'aeiou' else 'a'} {self.by}{reason}"


class HeldBy(Enum):
    """What holds a finding back that nothing silences, in the order of the summary."""

    BEFORE_FROM = "from"
    """The rule's `from`: the migration is older."""
    OUTSIDE = "outside"
    """It and all its causes are in files that are not reported on."""
    NOT_NEW = "not new"
    """It was there before the change that is looked at."""
    APPLIED = "applied"
    """It is in a file that can't change any more, and its rule doesn't check those."""
    ACCEPTED = "accepted"
    """It is on the accepted list."""
    SETTINGS = "settings"
    """Its rule is off, or finds nothing with the options that it has; only `miglint why` asks for these."""


class Held(Value):
    """Why a finding is held back."""

    by: HeldBy
    text: str
    """What holds it back, as a phrase after "held back by"."""
    heading: str = ""
    """The summary's heading that counts it; "" if it isn't counted."""


class Reported(Value):
    """A finding with everything that reports show of it."""

    finding: Finding
    in_force: RuleInForce
    fingerprint: str
    """Its identity, stable when lines above it move."""
    suppression: Suppression | None = None
    """What silences it."""
    held: Held | None = None
    """What holds it back."""

    @property
    def is_shown(self) -> bool:
        """Return whether nothing silences it or holds it back."""
        return self.suppression is None and self.held is None

    @property
    def held_by(self) -> str:
        """Return what holds it back or silences it; "" if it is shown."""
        if self.held is not None:
            return self.held.text
        return self.suppression.text if self.suppression is not None else ""

    @property
    def severity(self) -> Severity:
        return self.in_force.severity

    @property
    def migration(self) -> Migration:
        return self.finding.place.migration


class Result(Draft):
    """Everything that a run found.

    `findings` are sorted by file order, line, column and rule, with silenced ones among them. `held_back` counts the
    findings and files that are not shown, by reason ("outside the given paths"). `keys` are the fingerprints of all
    findings, shown or not; `earlier` those of the debt before the change that --since and --staged check.
    """

    findings: list[Reported] = field(default_factory=list)
    rules: Sequence[RuleInForce] = ()
    folders: list[Path] = field(default_factory=list)
    files: int = 0
    """Files that are reported on and can still be edited."""
    applied: int = 0
    """Files that are reported on and can't be edited any more."""
    context_files: int = 0
    """Files that were read."""
    statements: int = 0
    errors: list[MiglintError] = field(default_factory=list)
    held_back: dict[str, int] = field(default_factory=dict)
    constitution: tuple[str, ...] = ()
    """The names of the presets in force."""
    configured: bool = False
    """Whether the project chose them."""
    narrowed: bool = False
    """Whether single files were named."""
    has_settings: bool = False
    """Whether there is a settings file."""
    keys: set[str] = field(default_factory=set)
    earlier: set[str] = field(default_factory=set)
    postgres_version: int = 17
    seconds: float = 0.0

    @property
    def shown(self) -> Iterator[Reported]:
        """Return the findings that are not silenced."""
        return (f for f in self.findings if f.suppression is None)

    def hold_back(self, counts: Mapping[str, int]) -> None:
        """Note how many findings (or files) are not shown, by reason."""
        for reason, count in counts.items():
            self.held_back[reason] = self.held_back.get(reason, 0) + count

    def count(self, severity: Severity) -> int:
        return sum(1 for f in self.findings if f.in_force.severity is severity and f.suppression is None)

    @property
    def suppressed(self) -> int:
        return sum(1 for f in self.findings if f.suppression is not None)

    def status(self, fail_on: Severity | None) -> int:
        """Return the exit status: 2 if miglint failed, 1 for findings at or above `fail_on` (None: never), else 0."""
        if self.errors:
            return 2
        if fail_on is None:
            return 0
        failing = {severity for severity in Severity if severity.rank <= fail_on.rank}
        return int(any(f.severity in failing for f in self.shown))
