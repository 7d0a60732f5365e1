"""Runs the case files in tests/rules; `MIGLINT_REWRITE_CASES=1` writes down what is found instead."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from miglint.rule.registry import load_registry
from miglint.testing import REWRITE, Case, differences, read_cases, rewritten, run_case

FILES = sorted(Path(__file__).parent.rglob("*.md"))
REGISTRY = load_registry(entry_points=False)


def _cases() -> list[object]:
    found: list[object] = []
    for path in FILES:
        cases = read_cases(path.read_text(encoding="utf-8"))
        assert cases, f"{path} has no cases"
        found += [pytest.param(path, case, id=f"{path.stem}: {case.name}") for case in cases]
    return found


@pytest.mark.skipif(REWRITE in os.environ, reason="the case files are being rewritten")
@pytest.mark.parametrize(("path", "case"), _cases())
def test_case(path: Path, case: Case) -> None:
    assert differences(case, run_case(case, REGISTRY.rule(path.stem))) == []


@pytest.mark.skipif(REWRITE not in os.environ, reason=f"only with {REWRITE}")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_rewrite(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    rule = REGISTRY.rule(path.stem)
    path.write_text(rewritten(text, [run_case(case, rule) for case in read_cases(text)]), encoding="utf-8")
