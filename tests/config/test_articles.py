"""A team's own name for a rule, and where it stands, go into every report."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner

from miglint.cli import main


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "supabase" / "migrations"
    folder.mkdir(parents=True)
    (folder / "20250101000000_tags.sql").write_text("create table public.tags (id bigint primary key);\n")
    (tmp_path / "miglint.toml").write_text(
        '[rules.missing-grant]\nid = "DB-007"\nlink = "https://wiki.example.org/db#7"\nbecause = "the API needs it"\n'
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("format_", ["text", "sarif", "github", "json", "gitlab", "markdown"])
def test_every_report_says_it(format_: str) -> None:
    shown = CliRunner().invoke(main, ["--select", "missing-grant", "-f", format_]).stdout
    assert "DB-007" in shown
    assert "wiki.example.org/db#7" in unescape(shown).replace("\\", "").replace("\u200b", "")


def test_json_has_it_apart() -> None:
    shown = CliRunner().invoke(main, ["--select", "missing-grant", "-f", "json"]).stdout
    assert json.loads(shown)["findings"][0]["article"] == {"id": "DB-007", "link": "https://wiki.example.org/db#7"}
