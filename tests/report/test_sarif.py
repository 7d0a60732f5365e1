"""SARIF: the schema of OASIS, the rules of GitHub, and what each property says."""

from __future__ import annotations

import json
import shutil
import unicodedata
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from helpers import node
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from miglint import report
from miglint.errors import RulePackError
from miglint.judge.result import Result
from miglint.report.line_hash import LineHashes
from miglint.rule.finding import Severity
from miglint.rule.in_force import RuleInForce
from miglint.rule.registry import load_registry
from miglint.syntax.source import Place, Span

from .samples import ROOT, RULES, Project, at, clean, many, one, small

MULTITOOL = "@microsoft/sarif-multitool@5.7.0"


def text(result: Result, root: Path | None = ROOT, **more: bool) -> str:
    return report.render("sarif", result, cwd=ROOT / "supabase", root=root, **more)


def run(result: Result, **more: bool) -> dict:
    (one_run,) = json.loads(text(result, **more))["runs"]
    return one_run


def odd() -> Result:
    """Texts and names that could be taken for something else, a run that failed, an empty region."""
    source = "create table arr[i] {0} (%s) x"
    result = one(source, 3, 9, message="arr[i](x) {0} {n} [a](http://b) %s \x1b", label="[x](1)", name="a:b ü%20#.sql")
    result.findings += one("", 0, 0, message="").findings
    result.errors.append(RulePackError("boom", "do it"))
    return result


# The validators


@cache
def schema() -> jsonschema.Draft202012Validator:
    (path,) = node.package(MULTITOOL).rglob("sarif-2.1.0.json")
    return jsonschema.Draft202012Validator(json.loads(path.read_text(encoding="utf-8-sig")))


def multitool_errors(sarif: str, folder: Path) -> list[str]:
    """What Microsoft's validator calls an error. It leaves with 0 whatever it found: only its log tells."""
    packages = node.package(MULTITOOL)
    asked = node.run("node", "-p", "require('@microsoft/sarif-multitool')", cwd=packages)
    if not (program := asked.stdout.strip()):  # npm calls an install good that lacks the part for this platform
        shutil.rmtree(packages)
        node.unavailable(asked.stderr)
    given_, log = folder / "given.sarif", folder / "log.sarif"
    given_.write_text(sarif, encoding="utf-8")
    done = node.run(
        program, "validate", str(given_), "--rule-kind", "Sarif;Ghas", "--level", "Error;Warning;Note",
        "-o", str(log), "--log", "ForceOverwrite",
    )  # fmt: skip
    assert log.exists(), done.stdout + done.stderr
    found = json.loads(log.read_text(encoding="utf-8-sig"))["runs"][0]["results"]
    return [json.dumps(each) for each in found if each.get("level", "warning") in ("error", "warning")]


SAMPLES = {"small": small, "clean": clean, "many": many, "odd": odd}


@pytest.mark.parametrize("sample", SAMPLES)
def test_schema(sample: str):
    assert not [error.message for error in schema().iter_errors(json.loads(text(SAMPLES[sample]())))]


def test_schema_with_silenced_findings():
    assert not list(schema().iter_errors(json.loads(text(small(), include_suppressed=True))))


def test_schema_refuses_what_is_wrong():
    document = json.loads(text(small()))
    document["runs"][0]["results"][0]["level"] = "fatal"
    assert list(schema().iter_errors(document))


@pytest.mark.parametrize("sample", SAMPLES)
def test_github_takes_it(sample: str, tmp_path: Path):
    assert multitool_errors(text(SAMPLES[sample](), include_suppressed=True), tmp_path) == []


def test_the_validator_is_heard(tmp_path: Path):
    document = json.loads(text(small()))
    del document["runs"][0]["tool"]["driver"]["rules"][0]["help"]
    assert multitool_errors(json.dumps(document), tmp_path)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(), st.text(), st.text())
def test_any_text_makes_valid_sarif(source: str, message: str, name: str):
    path = name.replace("/", "-").replace("\0", "-") or "a"
    output = text(one(source, 0, len(source), message=message, name=path))
    assert not list(schema().iter_errors(json.loads(output)))
    assert not [c for c in output if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")]


def built_in() -> Result:
    """Nothing found by all the rules that ship, so that their documentation is what is judged."""
    result = clean()
    result.rules = [RuleInForce(rule(), rule.severity) for rule in load_registry(entry_points=False).load().values()]
    return result


def test_every_built_in_rule_is_described_as_github_wants(tmp_path: Path):
    output = text(built_in())
    assert not [error.message for error in schema().iter_errors(json.loads(output))]
    assert multitool_errors(output, tmp_path) == []


def test_no_built_in_rule_needs_its_description_cut():
    for rule in run(built_in())["tool"]["driver"]["rules"]:
        assert len(rule["fullDescription"]["text"]) < 1000, rule["id"]
        assert rule["fullDescription"]["text"].startswith(rule["shortDescription"]["text"])


# What it says


def test_snapshot(snapshot):
    snapshot("small.sarif", text(small(), include_suppressed=True))


def test_all_active_rules_are_listed_fired_or_not():
    assert [rule["id"] for rule in run(clean())["tool"]["driver"]["rules"]] == sorted(RULES)


def test_rule_index_points_at_its_rule():
    found = run(small())
    for result in found["results"]:
        assert found["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_rule():
    (rule,) = [r for r in run(clean())["tool"]["driver"]["rules"] if r["id"] == "missing-grant"]
    assert rule["name"] == "MissingGrant"
    assert rule["shortDescription"]["text"] == "A role can't use a table that its policies open to it."
    assert "## Bad" in rule["help"]["markdown"]
    assert "```" not in rule["help"]["text"]
    assert rule["helpUri"] == "https://miglint.github.io/miglint/rules/missing-grant/"
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["properties"] == {
        "tags": ["migrations", "grants", "debt", "security"],
        "precision": "high",
        "problem.severity": "error",
        "security-severity": "8.0",
    }


def test_only_security_families_have_a_security_severity():
    rated = [r["id"] for r in run(clean())["tool"]["driver"]["rules"] if "security-severity" in r["properties"]]
    assert rated == ["missing-grant"]


def test_a_note_is_a_recommendation():
    (rule,) = [r for r in run(clean())["tool"]["driver"]["rules"] if r["id"] == "house-name"]
    assert rule["properties"]["problem.severity"] == "recommendation"
    assert rule["defaultConfiguration"] == {"level": "note"}
    assert "Handbook 7" in rule["help"]["markdown"]


def test_region():
    location = run(small())["results"][0]["locations"][0]["physicalLocation"]
    assert location["region"] == {
        "startLine": 2, "startColumn": 14, "endLine": 2, "endColumn": 29, "snippet": {"text": "public.contacts"},
    }  # fmt: skip


def test_paths_are_relative_to_the_git_root():
    location = run(small())["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": "supabase/migrations/20250101000000_init.sql", "uriBaseId": "%SRCROOT%"}


def test_no_path_of_the_machine_is_in_it():
    assert str(ROOT) not in text(small())


def test_paths_are_percent_encoded():
    location = run(one("a", 0, 1, name="a:b ü%20#.sql"))["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "a%3Ab%20%C3%BC%2520%23.sql"


def test_paths_outside_the_root_are_absolute():
    location = json.loads(text(small(), root=Path("/elsewhere")))["runs"][0]["results"][0]["locations"][0]
    uri = location["physicalLocation"]["artifactLocation"]
    assert uri == {"uri": "file:///project/supabase/migrations/20250101000000_init.sql"}


def test_columns_count_code_points():
    source = "/* 😀é */ create table t();"
    found = run(one(source, source.index("t()"), source.index("t()") + 1))
    assert found["columnKind"] == "unicodeCodePoints"
    assert found["results"][0]["locations"][0]["physicalLocation"]["region"]["startColumn"] == 23


def test_related():
    (related,) = run(small())["results"][1]["relatedLocations"]
    assert related["message"]["text"] == "read here"
    assert related["physicalLocation"]["region"]["snippet"]["text"] == "id, website"


def test_fix():
    (fix,) = run(small())["results"][0]["fixes"]
    (replacement,) = fix["artifactChanges"][0]["replacements"]
    assert replacement["insertedContent"]["text"].startswith("grant select")
    assert replacement["deletedRegion"]["startLine"] == 7


def test_silenced_findings_are_left_out():
    assert [r["ruleId"] for r in run(small())["results"]] == [
        "missing-grant", "column-drop-in-use", "lock-timeout-missing",
    ]  # fmt: skip


def test_silenced_findings_on_demand():
    (silenced,) = [r for r in run(small(), include_suppressed=True)["results"] if "suppressions" in r]
    assert silenced["suppressions"] == [
        {"kind": "inSource", "status": "accepted", "justification": "older than the handbook"}
    ]


def test_category():
    assert run(small())["automationDetails"]["id"] == "miglint/supabase/migrations/"


def test_failures_are_notifications():
    (invocation,) = run(odd())["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["toolExecutionNotifications"][0]["message"]["text"] == "boom do it."


def test_a_rule_that_is_off_is_not_listed():
    result = clean()
    result.rules = [type(r)(r.rule, Severity.OFF) if r.name == "house-name" else r for r in result.rules]
    assert "house-name" not in [rule["id"] for rule in run(result)["tool"]["driver"]["rules"]]


def test_what_reads_as_a_link_is_escaped():
    assert run(odd())["results"][0]["message"]["text"].startswith("arr\\[i\\](x)")


def test_fingerprints():
    found = run(small())["results"][0]["partialFingerprints"]
    assert found["miglint/v1"] == "missing-grant:table:public.contacts"
    assert found["primaryLocationLineHash"] == LineHashes(small().findings[0].migration.text)[2]


def test_place_of_a_finding_at_the_end_of_the_file():
    project = Project()
    migration = project.file("1_a.sql", "select 1;\n")
    project.add("missing-grant", "m", at(migration, "\n"))
    project.add("missing-grant", "m", Place(migration, Span(10, 10)))
    assert [r["locations"][0]["physicalLocation"]["region"]["startLine"] for r in run(project.result)["results"]] == [
        1,
        2,
    ]
