"""The presets: each names the rules that it holds, and no two rules in one of them demand opposite things."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest

from miglint import Rule
from miglint.config import load_settings, resolve
from miglint.config.constitutions import preset, preset_files
from miglint.config.rule_options import with_options
from miglint.rule.finding import Severity
from miglint.rule.registry import load_registry
from miglint.rule.rule import documentation, options_of
from miglint.testing import File, judge_all
from miglint.testing.promises import files_of

REGISTRY = load_registry(entry_points=False)
PRESETS = list(preset_files())

SIX_CHECKS = [
    "migration-filename",
    "migration-timestamp",
    "migration-order",
    "migration-duplicate-version",
    "migration-skipped",
    "policy-public-auth-uid",
    "missing-grant",
    "view-security-invoker",
    "type-change-with-foreign-key",
    "jsonb-without-gin",
]


def in_force(name: str) -> dict[str, Rule]:
    settings = load_settings(Path("/"), constitution=name)
    return {rule.name: rule.rule for rule in resolve(settings, (), (), REGISTRY)}


def test_there_are_five() -> None:
    assert PRESETS == ["atomic", "crispy", "postgres", "strict", "supabase"]


@pytest.mark.parametrize("name", PRESETS)
def test_each_names_the_rules_that_it_holds(name: str) -> None:
    """A rule that it leaves out is off, so nobody needs a line for that."""
    rules = preset(name).rules
    assert sorted(rules) == sorted(in_force(name))
    assert all(rule.severity not in (None, Severity.OFF) for rule in rules.values())


@pytest.mark.parametrize("name", PRESETS)
def test_each_says_what_it_stands_for(name: str) -> None:
    assert preset(name).summary
    assert preset(name).platform in ("supabase", "postgres")


@pytest.mark.parametrize("rule", SIX_CHECKS)
def test_atomic_holds_the_six_checks_as_errors(rule: str) -> None:
    assert preset("atomic").rules[rule].severity is Severity.ERROR


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("rule", ["syntax-error", "unreadable-file", "rule-crash"])
def test_what_could_not_be_judged_is_an_error_everywhere(name: str, rule: str) -> None:
    assert preset(name).rules[rule].severity is Severity.ERROR


def test_strict_leaves_nothing_out_but_style_and_goes_the_way_of_atomic() -> None:
    strict = in_force("strict")
    assert set(strict) == set(REGISTRY.files) - set(REGISTRY.families["style"])
    directions = {
        name: {field.name: getattr(rule, field.name) for field in options_of(type(rule)) if field.choices}
        for name, rule in strict.items()
    }
    atomic = with_options(
        REGISTRY.rule("view-security-invoker"), preset("atomic").rules["view-security-invoker"].options
    )
    assert directions["view-security-invoker"] == {"require": atomic.require}  # type: ignore[attr-defined]
    for name, options in directions.items():
        if name not in preset("atomic").rules:
            continue
        said = {
            key: tuple(value) if isinstance(value, list) else value
            for key, value in preset("atomic").rules[name].options.items()
        }
        assert options == {**options, **{key: value for key, value in said.items() if key in options}}


def test_supabase_wants_views_to_obey_row_level_security() -> None:
    assert in_force("supabase")["view-security-invoker"].require == "true"  # type: ignore[attr-defined]


def test_supabase_takes_every_name_that_its_cli_runs() -> None:
    rule = in_force("supabase")["migration-filename"]
    files = [("108_Add-Tags.sql", "select 1;"), ("20250101000000_x.sql", "select 1;"), ("add_tags.sql", "select 1;")]
    assert [finding.place.migration.name for finding in judge_all([rule], files)] == ["add_tags.sql"]


def examples(rule: Rule) -> list[list[File]]:
    docs = documentation(type(rule))
    return [files for files in (files_of(docs.bad), files_of(docs.good)) if files]


def contradictions(rules: list[Rule]) -> list[tuple[str, str]]:
    """Pairs of rules of which each complains of what the other asks for: it finds something in the other's clean
    example that is not there in the flagged one."""
    found = {
        rule.name: [{(each.rule, each.message) for each in judge_all(rules, files)} for files in examples(rule)]
        for rule in rules
    }

    def opposes(rule: Rule, other: Rule) -> bool:
        clean = [each for each in found[other.name] if other.name not in {name for name, _ in each}]
        wrong = [each for each in found[other.name] if each not in clean]
        new = [{name for name, _ in each.difference(*wrong)} for each in clean]
        return bool(new) and all(rule.name in names for names in new)

    return [(a.name, b.name) for a, b in combinations(rules, 2) if opposes(a, b) and opposes(b, a)]


@pytest.mark.parametrize("name", PRESETS)
def test_no_two_rules_of_a_preset_contradict(name: str) -> None:
    assert contradictions([rule for rule in in_force(name).values() if examples(rule)]) == []


def test_a_twin_with_the_other_direction_would_be_noticed() -> None:
    rule = REGISTRY.rule("view-security-invoker")
    other_way = (rule.__doc__ or "").replace("security_invoker = false)", "security_invoker = true)")
    twin = type("ViewPastPolicies", (rule,), {"__doc__": other_way, "__module__": rule.__module__})
    rules = [with_options(rule, {"require": "false"}), with_options(twin, {"require": "true"})]
    assert contradictions(rules) == [("view-security-invoker", "view-past-policies")]
