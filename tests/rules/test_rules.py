"""The promises that every rule of the built-in pack keeps."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

import miglint_rules
from miglint import RefusalReason
from miglint.rule.registry import load_registry
from miglint.rule.rule import hooks, options_of
from miglint.testing import broken_promises, read_cases

REGISTRY = load_registry(entry_points=False)
RULES = sorted(REGISTRY.files)
CASES = Path(__file__).parent


@pytest.mark.parametrize("name", RULES)
def test_promises(name: str) -> None:
    assert list(broken_promises(REGISTRY.rule(name))) == []


@pytest.mark.parametrize("name", RULES)
def test_name_is_file_is_class(name: str) -> None:
    rule, file = REGISTRY.rule(name), REGISTRY.files[name]
    assert (rule.rule_name(), rule.family()) == (file.path.stem.replace("_", "-"), file.path.parent.name)


@pytest.mark.parametrize("name", RULES)
def test_hooks(name: str) -> None:
    rule = REGISTRY.rule(name)
    assert bool(hooks(rule)) is (rule.family() != "engine")


@pytest.mark.parametrize("name", [name for name in RULES if REGISTRY.files[name].family != "engine"])
def test_case_file_has_flagged_and_clean_histories(name: str) -> None:
    path = CASES / REGISTRY.files[name].family / f"{name}.md"
    flagged = {bool(case.expected) for case in read_cases(path.read_text(encoding="utf-8"))}
    assert flagged == {True, False}


def test_every_case_file_has_its_rule() -> None:
    known = {(file.family, name) for name, file in REGISTRY.files.items()}
    assert {(path.parent.name, path.stem) for path in CASES.rglob("*.md")} <= known


@pytest.mark.parametrize("name", [name for name in RULES if options_of(REGISTRY.rule(name))])
def test_every_option_has_a_case(name: str) -> None:
    path = CASES / REGISTRY.files[name].family / f"{name}.md"
    cases = read_cases(path.read_text(encoding="utf-8"))
    used = {key.replace("-", "_") for case in cases for key in case.settings.get("rules", {}).get(name, {})}
    assert used == {option.name for option in options_of(REGISTRY.rule(name))}


def test_rules_import_the_public_api_only() -> None:
    root = Path(miglint_rules.__file__).parent
    lines = [line for path in root.rglob("*.py") for line in path.read_text(encoding="utf-8").splitlines()]
    assert [line for line in lines if line.startswith(("import miglint", "from miglint."))] == []


def test_each_reason_of_a_refusal_belongs_to_one_rule() -> None:
    reasons = [reason for rule in REGISTRY.load().values() if (reason := getattr(rule, "reason", None))]
    assert sorted(reasons) == sorted(get_args(RefusalReason))
