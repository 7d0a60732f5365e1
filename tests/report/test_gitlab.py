"""GitLab's Code Quality."""

from __future__ import annotations

import json

from miglint import report
from miglint.judge.result import Result

from .samples import ROOT, Project, at, clean, many, small, table


def issues(result: Result) -> list[dict]:
    return json.loads(report.render("gitlab", result, cwd=ROOT / "supabase", root=ROOT))


def test_issue():
    issue = issues(small())[0]
    assert issue["check_name"] == "missing-grant"
    assert issue["severity"] == "critical"
    assert issue["location"] == {
        "path": "supabase/migrations/20250101000000_init.sql",
        "lines": {"begin": 2, "end": 2},
    }


def test_severities_are_gitlabs():
    assert {issue["severity"] for issue in issues(many())} == {"critical", "major"}


def test_clean_is_an_empty_list():
    assert issues(clean()) == []


def test_silenced_findings_are_left_out():
    assert "house-name" not in [issue["check_name"] for issue in issues(small())]


def twice() -> Result:
    """Two findings of one rule about one object."""
    project = Project()
    migration = project.file("1_a.sql", "create table t();\nalter table t add c int;")
    for fragment in ("create", "alter"):
        project.add("missing-grant", "m", at(migration, fragment), object=table("t"))
    return project.result


def test_fingerprints_are_unique():
    first, second = issues(twice())
    assert first["fingerprint"] != second["fingerprint"]


def test_fingerprints_stay_when_lines_move():
    project = Project()
    moved = project.file("1_a.sql", "-- a line more\n\ncreate table t();")
    project.add("missing-grant", "m", at(moved, "create"), object=table("t"))
    assert issues(project.result)[0]["fingerprint"] == issues(twice())[0]["fingerprint"]
