"""What two rules say of one thing is told once to people; data formats and counts hold both."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from miglint.cli import main

LATE = {"20250101000000_a": "ALTER TABLE notes ADD n int;", "20250102000000_b": "CREATE TABLE notes (id int);"}
LOST = {
    "20250101000000_a": "CREATE TABLE t (id int); ALTER TABLE t ENABLE ROW LEVEL SECURITY;"
    " CREATE VIEW v AS SELECT id FROM t; GRANT SELECT ON v TO authenticated;",
    "20250102000000_b": "DROP VIEW v; CREATE VIEW v AS SELECT id FROM t;",
}


@pytest.mark.parametrize(
    ("files", "told", "also"),
    [(LATE, "migration-order", "unknown-object"), (LOST, "grants-lost-on-recreate", "missing-grant")],
)
def test_told_once(
    files: dict[str, str], told: str, also: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "supabase" / "migrations"
    folder.mkdir(parents=True)
    for name, sql in files.items():
        (folder / f"{name}.sql").write_text(sql)
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(main, ["check", "--select", f"{told},{also}"]).stdout
    assert f"error[{told}]" in said
    assert f"error[{also}]" not in said
    assert f"= also: {also}: " in said
    assert "2 errors in" in said
    alone = CliRunner().invoke(main, ["check", "--select", also]).stdout
    assert f"error[{also}]" in alone
    data = json.loads(CliRunner().invoke(main, ["check", "--select", f"{told},{also}", "-f", "json"]).stdout)
    assert {finding["rule"] for finding in data["findings"]} == {told, also}
