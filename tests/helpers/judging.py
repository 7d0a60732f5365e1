"""Histories judged as `miglint check` judges them, without files and settings around."""

from __future__ import annotations

from collections.abc import Sequence

from miglint.catalog.target import Target
from miglint.config.settings import Settings
from miglint.judge.check import check
from miglint.judge.verdict import Basis, VerdictOptions, verdict
from miglint.rule.finding import Finding, Severity
from miglint.rule.history import History
from miglint.rule.in_force import RuleInForce
from miglint.rule.registry import load_registry
from miglint.rule.rule import Rule

REGISTRY = load_registry(entry_points=False)


def basis(rules: Sequence[Rule], settings: Settings | None = None) -> Basis:
    """Return what a history is judged by where these rules are in force."""
    return Basis([RuleInForce(rule, Severity.ERROR) for rule in rules], settings or Settings(), REGISTRY)


def shown(history: History, rules: Sequence[Rule]) -> list[Finding]:
    """Return the findings of a parsed history that are reported."""
    by = basis(rules)
    judged = verdict(check(history, by.rules, Target()).findings, history, by, VerdictOptions())
    return [each.finding for each in judged if each.is_shown]
