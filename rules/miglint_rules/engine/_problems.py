"""Problems that reading and parsing a file found, as findings."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Migration, Place, Rule


def problems(rule: Rule, migration: Migration) -> Iterator[Finding]:
    """Yield the problems of a file that belong to a rule as findings."""
    for problem in migration.problems:
        if problem.rule == rule.name:
            yield rule.finding(problem.message, Place(migration, problem.span), help=problem.help)
