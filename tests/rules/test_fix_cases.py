"""Every fix and remedy in the case files parses, silences its finding, brings no other, and leaves nothing to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from miglint.config.settings import Settings
from miglint.fix.bench import Bench
from miglint.fix.edit_files import fix, key
from miglint.fix.remedy_migration import Titles, write
from miglint.judge.verdict import Basis
from miglint.rule.finding import Finding, Severity
from miglint.rule.in_force import RuleInForce
from miglint.rule.registry import load_registry
from miglint.rule.rule import is_fixable
from miglint.testing import Case, history_of, instance_of, judge, read_cases, target_of

FILES = sorted(Path(__file__).parent.rglob("*.md"))
REGISTRY = load_registry(entry_points=False)
ALL = REGISTRY.load(
    name
    for name, file in REGISTRY.files.items()
    if file.family in ("apply", "engine") or name in {path.stem for path in FILES}
)
TITLES = Titles("-- Purpose: settle\n", {}, {name: rule.family() for name, rule in ALL.items()})


def _cases() -> list[object]:
    return [
        pytest.param(path.stem, case, id=f"{path.stem}: {case.name}")
        for path in FILES
        for case in read_cases(path.read_text(encoding="utf-8"))
        if case.flagged and path.stem in ALL and is_fixable(ALL[path.stem])
    ]


def _bench(rule: str, case: Case) -> Bench:
    """The case judged by its rule as the case sets it, and by all rules that say whether a migration applies."""
    every = ALL[rule].family() == "engine"  # what a comment silences is found by whatever rule it names
    others = [k() for name, k in ALL.items() if name != rule and (every or k.family() in ("apply", "engine"))]
    rules = [RuleInForce(each, Severity.ERROR) for each in (instance_of(case, ALL[rule]), *others)]
    return Bench(history_of(case.files), Basis(rules, Settings(), REGISTRY), target_of(case))


@pytest.mark.parametrize(("rule", "case"), _cases())
def test_fix(rule: str, case: Case) -> None:
    bench = _bench(rule, case)
    mine = [f for f in bench.judge({}).findings if f.rule == rule and f.fix]

    def wanted(finding: Finding) -> bool:
        return finding.rule == rule

    fixed = fix(bench.judge, wanted)
    assert [(f.message, why) for f, why in fixed.refused] == []
    assert {key(f) for f in mine}.isdisjoint({key(f) for f in fixed.left if f.fix})
    again = fix(lambda texts: bench.judge(fixed.texts | dict(texts)), wanted)
    assert again.made == []


@pytest.mark.parametrize(("rule", "case"), _cases())
def test_remedy(rule: str, case: Case) -> None:
    bench = _bench(rule, case)
    mine = [f for f in bench.judge({}).findings if f.rule == rule and f.remedy and f.remedy.statements]
    path = bench.asked.folder / "29990101000000_settle.sql"
    written = write(bench.judge, path, mine, TITLES)
    assert [(f.message, why) for f, why in written.refused] == []
    assert len(written.settled) == len(mine)
    if mine:
        left = bench.judge({path: written.text}).findings
        assert [f for f in left if f.rule == rule and f.remedy and f.remedy.statements] == []


@pytest.mark.parametrize("rule", [name for name, kind in ALL.items() if is_fixable(kind)])
def test_what_says_fixable_is(rule: str) -> None:
    """Some case of the rule has a fix."""
    path = next(path for path in FILES if path.stem == rule)
    cases = [case for case in read_cases(path.read_text(encoding="utf-8")) if case.flagged]
    assert any(f.fix for case in cases for f in _bench(rule, case).judge({}).findings if f.rule == rule)


UNFIXABLE = [name for name, kind in ALL.items() if not is_fixable(kind) and kind.family() != "engine"]


@pytest.mark.parametrize("rule", UNFIXABLE)
def test_what_does_not_say_fixable_has_no_fix(rule: str) -> None:
    path = next(path for path in FILES if path.stem == rule)
    case = next(case for case in read_cases(path.read_text(encoding="utf-8")) if case.flagged)
    found = judge(instance_of(case, ALL[rule]), case.files, target_of(case))
    assert [f for f in found if f.fix or f.remedy] == []
