"""A rule with the severity and the reason that the constitution gives it."""

from __future__ import annotations

from ..record import Value
from .finding import Severity
from .rule import Rule


class RuleInForce(Value):
    """A rule that is on: its instance with options, its severity, and the team's reason."""

    rule: Rule
    severity: Severity
    because: str | None = None
    from_version: str | None = None
    article: str | None = None
    link: str | None = None

    @property
    def name(self) -> str:
        return self.rule.name
