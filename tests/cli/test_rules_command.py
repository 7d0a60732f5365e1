"""`miglint rules`: every rule, for people and for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from miglint.cli import main
from miglint.rule.registry import load_registry


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rules(*args: str) -> Result:
    return CliRunner().invoke(main, ["rules", *args])


def listed(*args: str) -> dict[str, dict[str, Any]]:
    return {rule["name"]: rule for rule in json.loads(rules("--format", "json", *args).stdout)}


LOCAL = """
from miglint import Kind, Remedy, Rule, Severity, option

class NoMoney(Rule):
    '''A column is of type money.'''
    kind = Kind.STYLE
    severity = Severity.NOTE
    sources = ("ours:7",)
    names: tuple[str, ...] = option(("price",), "Which.", choices=("price", "cost"))

    def check_catalog(self, state):
        for table in state.catalog.tables():
            yield self.finding("no money.", table.place(), remedy=Remedy(("SELECT 1;",)))
"""


@pytest.fixture
def local(project: Path) -> None:
    (project / "rules").mkdir()
    (project / "rules" / "no_money.py").write_text(LOCAL, "utf-8")
    (project / "miglint.toml").write_text('rule-folders = ["rules"]\n[rules]\nmissing-grant = "off"\n', "utf-8")


def test_json_lists_every_rule() -> None:
    assert set(listed()) == set(load_registry().files)


def test_json_keys() -> None:
    keys = {"name", "family", "kind", "summary", "severity", "options", "fixable", "sources", "url"}
    assert all(set(rule) == keys for rule in listed().values())


def test_json_names_every_preset_and_off_too() -> None:
    severity = listed()["missing-grant"]["severity"]
    assert severity == {
        "default": "error",
        "atomic": "error",
        "crispy": "error",
        "postgres": "off",
        "strict": "error",
        "supabase": "error",
    }


def test_json_says_where_the_page_is() -> None:
    assert listed()["missing-grant"]["url"] == "https://miglint.github.io/miglint/rules/missing-grant/"


@pytest.mark.usefixtures("local")
def test_json_of_a_local_rule() -> None:
    assert listed()["no-money"] == {
        "name": "no-money",
        "family": "local",
        "kind": "style",
        "summary": "A column is of type money.",
        "severity": dict.fromkeys(("default", "atomic", "crispy", "postgres", "strict", "supabase"), "note"),
        "options": [
            {
                "name": "names",
                "type": "list of strings",
                "default": ["price"],
                "help": "Which.",
                "choices": ["price", "cost"],
            }
        ],
        "fixable": True,
        "sources": ["ours:7"],
        "url": None,
    }


@pytest.mark.usefixtures("local")
def test_local_rules_shut_off_are_not_listed() -> None:
    assert "no-money" not in listed("--no-local-rules")


@pytest.mark.usefixtures("local")
def test_text_shows_the_severity_in_force() -> None:
    lines = {line.split()[0]: line.split()[1] for line in rules().stdout.splitlines() if line.startswith("  ")}
    assert (lines["missing-grant"], lines["no-money"], lines["view-security-invoker"]) == ("off", "note", "error")


def test_text_groups_by_family_and_counts() -> None:
    text = rules("--constitution", "postgres").stdout
    assert text.index("\ngrants\n") < text.index("  missing-grant") < text.index("\nhistory\n")
    total = len(load_registry().files)
    assert f"{total} rules, " in text.splitlines()[-1]
    assert "in force (postgres)" in text.splitlines()[-1]


def test_a_rule_that_can_not_be_loaded_is_fatal(project: Path) -> None:
    (project / "rules").mkdir()
    (project / "rules" / "no_money.py").write_text("1 / 0", "utf-8")
    (project / "miglint.toml").write_text('rule-folders = ["rules"]', "utf-8")
    result = rules()
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("miglint: error: rule folder ")


def test_json_on_failure_too(project: Path) -> None:
    (project / "miglint.toml").write_text('[rules]\nmising-grant = "off"', "utf-8")
    result = rules("--format", "json")
    assert result.exit_code == 2
    error = {"message": "miglint.toml:2: no rule named `mising-grant`", "hint": "did you mean `missing-grant`?"}
    assert json.loads(result.stdout) == {"errors": [error]}
