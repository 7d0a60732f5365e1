"""The JSON report: every key of the contract, in every finding, for any text."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import orjson
from hypothesis import given
from hypothesis import strategies as st

from miglint import report
from miglint.catalog.object_refs import ObjectRef
from miglint.errors import MiglintError
from miglint.judge.result import Result

from .samples import ROOT, Project, at, clean, one, small


def data(result: Result, cwd: Path = ROOT) -> dict:
    return orjson.loads(report.render("json", result, cwd=cwd))


KEYS = {
    "rule", "family", "severity", "message", "file", "line", "column", "end_line", "end_column", "object", "related",
    "version", "sqlstate", "fingerprint", "suppressed", "url", "fix",
}  # fmt: skip


def test_every_key_is_there():
    for finding in data(small())["findings"]:
        assert finding.keys() >= KEYS


def test_finding():
    finding = data(small())["findings"][0]
    assert finding["file"] == "supabase/migrations/20250101000000_init.sql"
    assert (finding["line"], finding["column"], finding["end_line"], finding["end_column"]) == (2, 14, 2, 29)
    assert finding["object"] == {"kind": "table", "schema": "public", "relation": "contacts", "name": "contacts"}
    assert finding["version"] == "20250101000000"
    assert finding["url"] == "https://miglint.github.io/miglint/rules/missing-grant/"


def test_edits_count_code_points():
    (edit,) = data(small())["findings"][0]["fix"]["edits"]
    assert edit.keys() == {"file", "start", "end", "text"}
    assert edit["start"] == edit["end"] == len(small().findings[0].migration.text)


def test_sqlstate_is_for_apply_only():
    states = {f["family"]: f["sqlstate"] for f in data(small())["findings"]}
    assert states["apply"] == "2BP01"
    assert states["grants"] is None


def test_silenced_findings_are_listed_and_counted_apart():
    report_ = data(small())
    assert [f["suppressed"] for f in report_["findings"]] == [False, True, False, False]
    assert report_["summary"]["suppressed"] == 1
    assert (report_["summary"]["errors"], report_["summary"]["warnings"], report_["summary"]["notes"]) == (2, 1, 0)


def test_related():
    (related,) = data(small())["findings"][2]["related"]
    assert related == {
        "file": "supabase/migrations/20250101000000_init.sql",
        "line": 6,
        "column": 38,
        "message": "read here",
    }


def test_a_teams_rule_has_no_page_but_a_reason():
    finding = data(small())["findings"][1]
    assert finding["url"] is None
    assert finding["because"] == "Handbook 7: names are nouns"


def test_functions_have_a_signature():
    project = Project()
    first = project.file("1_a.sql", "create function public.f() returns int language sql as 'select 1';")
    reference = ObjectRef("function", "public", "f", signature="f()")
    project.add("missing-grant", "m", at(first, "public.f"), object=reference)
    (finding,) = data(project.result)["findings"]
    assert finding["object"] == {
        "kind": "function", "schema": "public", "relation": None, "name": "f", "signature": "f()",
    }  # fmt: skip


def test_paths_outside_the_working_directory_are_absolute():
    finding = data(small(), cwd=Path("/elsewhere"))["findings"][0]
    assert finding["file"] == "/project/supabase/migrations/20250101000000_init.sql"


def test_paths_are_relative_to_the_working_directory():
    finding = data(small(), cwd=ROOT / "supabase")["findings"][0]
    assert finding["file"] == "migrations/20250101000000_init.sql"


def test_clean():
    assert data(clean())["findings"] == []
    assert data(clean())["summary"]["files"] == 1


def test_errors():
    result = clean()
    result.errors.append(MiglintError("no such rule", "did you mean …"))
    assert data(result)["errors"] == [{"message": "no such rule", "hint": "did you mean …"}]


def test_columns_count_code_points():
    text = "/* 😀é */ create table t();"
    (finding,) = data(one(text, text.index("t()"), text.index("t()") + 1))["findings"]
    assert finding["column"] == 23


def test_a_file_name_that_is_no_utf8():
    (finding,) = data(one("a", 0, 1, name="1_\udcff.sql"))["findings"]
    assert finding["file"] == "1_\\udcff.sql"


def test_same_bytes_twice():
    assert report.render("json", small(), cwd=ROOT) == report.render("json", small(), cwd=ROOT)


@given(st.text(), st.text())
def test_any_text_comes_back_and_nothing_hidden_is_raw(text: str, message: str):
    output = report.render("json", one(text, 0, len(text), message=message), cwd=ROOT)
    assert not [c for c in output if c != "\n" and unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp")]
    assert orjson.loads(output)["findings"][0]["message"] == message


def test_every_hidden_character_is_escaped():
    hidden = "".join(c for c in map(chr, range(0x110000)) if unicodedata.category(c) in ("Cc", "Cf", "Zl", "Zp"))
    output = report.render("json", one("a", 0, 1, message=hidden), cwd=ROOT)
    assert output.isascii()
    assert orjson.loads(output)["findings"][0]["message"] == hidden


def test_commands_of_ci_systems_are_escaped():
    output = report.render("json", one("a", 0, 1, message="##[error]x ##vso[task.x]"), cwd=ROOT)
    assert "##[" not in output
    assert "##vso[" not in output
    assert orjson.loads(output)["findings"][0]["message"] == "##[error]x ##vso[task.x]"
