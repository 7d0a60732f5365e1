"""The JSON schema of the settings file: current, and in agreement with what the loader takes."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from miglint.config import load_settings, resolve
from miglint.config.constitutions import preset_files
from miglint.config.settings_schema import as_text, settings_schema
from miglint.errors import SettingsError
from miglint.report.rule_table import rule_table
from miglint.rule.registry import load_registry

ROOT = Path(__file__).parents[2]
REGISTRY = load_registry(entry_points=False)
SCHEMA = settings_schema(REGISTRY)


def mistakes(text: str) -> list[Any]:
    return list(Draft7Validator(SCHEMA).iter_errors(tomllib.loads(text)))


def test_it_is_a_schema() -> None:
    Draft7Validator.check_schema(SCHEMA)


def test_the_file_is_current() -> None:
    told = "run: miglint config schema > docs/miglint.schema.json"
    assert (ROOT / "docs" / "miglint.schema.json").read_text("utf-8") == as_text(SCHEMA), told


def test_the_rule_table_is_current() -> None:
    told = "run: python -m miglint.report.rule_table --write"
    assert (ROOT / "rules" / "README.md").read_text("utf-8") == rule_table(REGISTRY), told


def test_every_rule_is_in_it() -> None:
    assert set(SCHEMA["properties"]["rules"]["properties"]) == set(REGISTRY.files)


@pytest.mark.parametrize("path", preset_files().values(), ids=lambda path: path.stem)
def test_presets_are_valid(path: Path) -> None:
    assert mistakes(path.read_text("utf-8")) == []


GOOD = [
    "",
    'constitution = "atomic"',
    'constitution = ["atomic", "team.toml"]',
    'rule-folders = ["rules"]\nmigrations = "db"\nbase = ["schema.sql"]',
    'platform = "postgres"\npostgres-version = 16\nexposed-schemas = ["public"]\ndefault-privileges = "legacy"',
    '[rules]\nmissing-grant = "off"',
    '[rules.view-security-invoker]\nseverity = "error"\nrequire = "true"\nbecause = "so"\nfrom = "20250101000000"',
    "[rules.missing-grant]\nfrom = 20250101000000",
    '[[exceptions]]\nrule = "missing-grant"\nobject = "public.x"\nuntil = "2026-12-31"\nreason = "internal"',
]

BAD = [
    'constituion = "atomic"',
    "constitution = 5",
    'platform = "mysql"',
    'postgres-version = "17"',
    "postgres-version = 9",
    "exposed-schemas = [1]",
    'default-privileges = "all"',
    '[rules]\nmissing-grant = "warn"',
    "[rules]\nmissing-grant = 1",
    '[rules.missing-grant]\nseverity = "info"',
    '[rules.missing-grant]\nfrom = "May"',
    '[rules.missing-grant]\nrole = ["anon"]',
    '[rules.view-security-invoker]\nrequire = "yes"',
    '[[exceptions]]\nrule = "missing-grant"\nobject = "public.x"',
    '[[exceptions]]\nrule = "missing-grant"\nreason = "internal"',
    '[[exceptions]]\nrule = "missing-grant"\nreason = "internal"\nobjet = "public.x"',
]


FENCES = re.findall(r"^```toml\n(.*?)^```", (ROOT / "docs" / "configuration.md").read_text("utf-8"), re.M | re.S)


@pytest.mark.parametrize("text", FENCES)
def test_the_documentation_s_settings_are_valid(text: str, tmp_path: Path) -> None:
    assert mistakes(text) == []
    is_constitution = "summary" in tomllib.loads(text)
    (tmp_path / "team.toml").write_text(text, "utf-8")
    constitution = str(tmp_path / "team.toml") if is_constitution else None
    settings = load_settings(
        tmp_path, config=None if is_constitution else tmp_path / "team.toml", constitution=constitution
    )
    assert resolve(settings, (), (), REGISTRY)


def accepted(text: str, folder: Path) -> bool:
    """Whether the loader takes it."""
    (folder / "team.toml").write_text("", "utf-8")
    (folder / "miglint.toml").write_text(text, "utf-8")
    try:
        resolve(load_settings(folder), (), (), REGISTRY)
    except SettingsError:
        return False
    return True


@pytest.mark.parametrize("text", GOOD)
def test_good_settings(text: str, tmp_path: Path) -> None:
    assert mistakes(text) == []
    assert accepted(text, tmp_path)


@pytest.mark.parametrize("text", BAD)
def test_bad_settings(text: str, tmp_path: Path) -> None:
    assert mistakes(text)
    assert not accepted(text, tmp_path)


def test_option_defaults_fit_their_own_types() -> None:
    for name, rule in SCHEMA["properties"]["rules"]["properties"].items():
        for key, option in rule["anyOf"][1]["properties"].items():
            if "default" in option:
                assert list(Draft7Validator(option).iter_errors(json.loads(json.dumps(option["default"])))) == [], (
                    name,
                    key,
                )
