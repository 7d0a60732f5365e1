"""`miglint config`: the settings in force with their origins, and the schema."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from miglint.cli import main
from miglint.config.settings_schema import settings_schema
from miglint.rule.registry import load_registry

SETTINGS = """
constitution = "supabase"
postgres-version = 16
[rules]
missing-grant = "note"
[rules.view-security-invoker]
from = "20250926000000"
[[exceptions]]
rule = "missing-grant"
object = "public.jobs"
reason = "internal"
"""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "miglint.toml").write_text(SETTINGS, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def config(*args: str) -> Result:
    return CliRunner().invoke(main, ["config", *args])


def origin(text: str, line: str) -> str:
    """The comment behind the line that begins with `line`."""
    [found] = [each for each in text.splitlines() if each.startswith(line)]
    return found.partition("  # ")[2]


def test_schema_is_printed() -> None:
    assert json.loads(config("schema").stdout) == settings_schema(load_registry(entry_points=False))


def test_show_names_the_origin_of_each_value() -> None:
    text = config("show", "--exposed-schemas", "public,api").stdout
    assert origin(text, "postgres-version = 16") == "miglint.toml"
    assert origin(text, 'exposed-schemas = ["public", "api"]') == "command line"
    assert origin(text, 'default-privileges = "revoked"') == "default"
    assert origin(text, 'platform = "supabase"') == "constitution supabase"
    assert origin(text, 'missing-grant = "note"') == "miglint.toml"
    assert origin(text, 'jsonb-without-gin = "off"') == "named by no constitution"
    assert origin(text, 'require = "true"') == "supabase"


def test_what_show_prints_are_settings_with_the_same_meaning(project: Path) -> None:
    text = config("show").stdout
    (project / "miglint.toml").write_text(text, "utf-8")
    assert tomllib.loads(config("show").stdout) == tomllib.loads(text)
    assert tomllib.loads(text)["rules"]["view-security-invoker"]["from"] == "20250926000000"
    assert tomllib.loads(text)["exceptions"] == [
        {"rule": "missing-grant", "object": "public.jobs", "reason": "internal"}
    ]


def test_broken_settings_end_with_2(project: Path) -> None:
    (project / "miglint.toml").write_text("platform = 'mysql'", "utf-8")
    result = config("show")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("miglint: error: miglint.toml:1: ")
