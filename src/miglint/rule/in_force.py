"""A rule as the constitution has it."""

from __future__ import annotations

from ..record import Value
from .finding import Severity
from .rule import Rule


class RuleInForce(Value):
    """A rule as the constitution has it: instance with its options, severity, and the team's own reason."""

    rule: Rule
    severity: Severity
    because: str | None = None
    from_version: str | None = None
    article: str | None = None
    link: str | None = None

    @property
    def name(self) -> str:
        return self.rule.name
