"""What reading and parsing a file found."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Migration, Place, Rule


def problems(rule: Rule, migration: Migration) -> Iterator[Finding]:
    """Return the findings of a rule in what the file's reader and parser noted."""
    for problem in migration.problems:
        if problem.rule == rule.name:
            yield rule.finding(problem.message, Place(migration, problem.span), help=problem.help)
