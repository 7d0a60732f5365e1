"""The SQL that findings suggest: PostgreSQL parses it, and as one more migration it settles the finding and no more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pglast
import pytest

from miglint import Finding, Kind, Rule
from miglint.rule.registry import load_registry
from miglint.testing import Case, instance_of, judge_all, line_of, read_cases, target_of

CASES = Path(__file__).parent
REGISTRY = load_registry(entry_points=False)
STATE = {
    "grants-lost-on-recreate",
    "jsonb-without-gin",
    "missing-grant",
    "policy-public-auth-uid",
    "view-option-lost",
    "view-security-invoker",
}
"""The checks of the state that come with SQL which settles them and touches nothing else."""
STATEMENT = re.compile(r"\b(?:GRANT|REVOKE|ALTER|CREATE|DROP) [^;]*;")
LAST = "20991231235959_mend.sql"


def _cases() -> Iterator[tuple[str, Case]]:
    for path in sorted(CASES.glob("*/*.md")):
        for case in read_cases(path.read_text(encoding="utf-8")):
            if case.expected:
                yield path.stem, case


def _rules(case: Case, name: str) -> list[Rule]:
    """The case's rule as the case sets it, beside the others as they come."""
    return [instance_of(case, REGISTRY.rule(name)), *(REGISTRY.rule(other)() for other in sorted(STATE - {name}))]


def _key(finding: Finding) -> str:
    return f"{finding.rule} {finding.object.label if finding.object else line_of(finding)}"


@pytest.mark.parametrize(("name", "case"), [pytest.param(*each, id=f"{each[0]}: {each[1].name}") for each in _cases()])
def test_what_is_suggested_settles_the_finding(name: str, case: Case) -> None:
    rules = _rules(case, name)
    found = judge_all(rules, case.files, target_of(case))
    before = Counter(map(_key, found))
    for finding in found:
        suggested = " ".join(STATEMENT.findall(finding.help)) if finding.rule == name else ""
        if not suggested:
            continue
        pglast.parse_sql(suggested)
        if rules[0].kind is Kind.DEBT:
            after = Counter(map(_key, judge_all(rules, [*case.files, (LAST, suggested)], target_of(case))))
            assert not after - (before - Counter([_key(finding)])), suggested


def test_most_debt_comes_with_its_sql() -> None:
    suggesting = {
        name
        for name, case in _cases()
        for finding in judge_all(_rules(case, name)[:1], case.files, target_of(case))
        if finding.rule == name and STATEMENT.search(finding.help)
    }
    assert suggesting >= STATE
