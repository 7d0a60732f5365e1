"""The promises that every rule of the built-in pack keeps."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

import miglint_rules
from miglint import RefusalReason
from miglint.rule.finding import Kind
from miglint.rule.registry import load_registry
from miglint.rule.rule import documentation, hooks, options_of
from miglint.testing import read_cases
from miglint.testing.promises import broken_promises

REGISTRY = load_registry(entry_points=False)
RULES = sorted(REGISTRY.files)
CASES = Path(__file__).parent
ENGINE_ONLY = {
    "catalog-drift",
    "ignore-without-reason",
    "refused-by-server",
    "rule-crash",
    "stale-accepted",
    "unknown-ignore",
    "unused-ignore",
}


@pytest.mark.parametrize("name", RULES)
def test_promises(name: str) -> None:
    assert list(broken_promises(REGISTRY.rule(name))) == []


@pytest.mark.parametrize("name", RULES)
def test_name_is_file_is_class(name: str) -> None:
    rule, file = REGISTRY.rule(name), REGISTRY.files[name]
    assert (rule.rule_name(), rule.family()) == (file.path.stem.replace("_", "-"), file.path.parent.name)


@pytest.mark.parametrize("name", RULES)
def test_hooks(name: str) -> None:
    """What the engine alone can see has no hook: failures, what comments silence, what a server answers."""
    rule = REGISTRY.rule(name)
    assert bool(hooks(rule)) is (name not in ENGINE_ONLY)


def test_rules_without_hooks_are_the_engine_s() -> None:
    assert {REGISTRY.files[name].family for name in ENGINE_ONLY} == {"engine"}
    assert {name for name in RULES if REGISTRY.rule(name).kind is Kind.ENGINE} > ENGINE_ONLY - {"refused-by-server"}


@pytest.mark.parametrize("name", [name for name in RULES if REGISTRY.files[name].family != "engine"])
def test_case_file_has_flagged_and_clean_histories(name: str) -> None:
    path = CASES / REGISTRY.files[name].family / f"{name}.md"
    flagged = {case.flagged for case in read_cases(path.read_text(encoding="utf-8"))}
    assert flagged == {True, False}


@pytest.mark.parametrize("path", sorted(CASES.rglob("*.md")), ids=lambda path: path.stem)
def test_some_case_holds_the_message_and_what_is_offered(path: Path) -> None:
    assert any(case.snapshot for case in read_cases(path.read_text(encoding="utf-8")))


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


@pytest.mark.parametrize("name", RULES)
def test_summary_has_at_most_ten_words(name: str) -> None:
    assert len(documentation(REGISTRY.rule(name)).summary.split()) <= 10
