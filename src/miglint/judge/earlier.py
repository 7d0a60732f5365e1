"""What a change adds: the findings that the state before it, and its files as they were, did not have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ..record import Draft, field, replace
from ..rule.finding import Finding, Kind
from .fingerprint import key_of
from .result import Held, HeldBy, Reported

NEVER_OLD = ("rule-crash",)
"""Rules whose findings mean that something was not judged at all."""


class Earlier(Draft):
    """The findings before the change, with counts.

    The debt of the state counts by its key, the findings in changed files by file and key. `messages` distinguish
    findings of one key (two roles without a grant).
    """

    debt: Counter[str] = field(default_factory=Counter)
    files: Counter[tuple[str, str]] = field(default_factory=Counter)
    messages: set[tuple[str, str]] = field(default_factory=set)

    def add_debt(self, finding: Finding) -> None:
        """Note debt of the state before."""
        key = key_of(finding)
        self.debt[key] += 1
        self.messages.add((key, finding.message))


def hold_old(reported: Iterable[Reported], earlier: Earlier, label: str) -> list[Reported]:
    """Return the findings, those held back that were there before the change from the commit called `label`."""
    found = list(reported)
    old: set[int] = set()
    debt, files = Counter(earlier.debt), Counter(earlier.files)
    # Findings with the same message as before come first: of two findings of one key, the new one is new.
    for each in sorted(found, key=lambda each: (each.fingerprint, each.finding.message) not in earlier.messages):
        where = (each.migration.name, each.fingerprint)
        if each.in_force.rule.kind is Kind.DEBT:
            if debt[each.fingerprint]:
                debt[each.fingerprint] -= 1
                old.add(id(each))
        elif each.finding.rule not in NEVER_OLD and files[where]:
            files[where] -= 1
            old.add(id(each))
    heading = f"not new since {label}"
    held = Held(HeldBy.NOT_NEW, f"the change, {heading}", heading)
    return [replace(each, held=held) if id(each) in old else each for each in found]
