"""The preset atomic: what its constitution calls right is clean, what it calls wrong has exactly its finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from miglint.config import load_settings
from miglint.config.resolve import resolve
from miglint.config.settings import Settings
from miglint.rule.registry import load_registry
from miglint.rule.rule import Rule
from miglint.testing import Case, judge_all, line_of, read_cases

CASES = Path(__file__).parents[1] / "constitution"


def _cases(name: str) -> list[object]:
    text = (CASES / f"{name}.md").read_text(encoding="utf-8")
    return [pytest.param(case, id=case.name) for case in read_cases(text)]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load_settings(tmp_path_factory.mktemp("empty"), constitution="atomic")


@pytest.fixture(scope="module")
def atomic(settings: Settings) -> list[Rule]:
    return [in_force.rule for in_force in resolve(settings, (), (), load_registry(entry_points=False))]


@pytest.mark.parametrize("case", _cases("right"))
def test_right_is_clean(case: Case, atomic: list[Rule], settings: Settings) -> None:
    assert [line_of(finding) for finding in judge_all(atomic, case.files, settings.target)] == []


@pytest.mark.parametrize("case", _cases("wrong"))
def test_wrong_has_its_finding(case: Case, atomic: list[Rule], settings: Settings) -> None:
    assert [line_of(finding) for finding in judge_all(atomic, case.files, settings.target)] == list(case.expected)
