"""Profiles: what the tables are to the team, from settings and constitutions."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from miglint.catalog.target import Profile, Target
from miglint.config import load_settings
from miglint.errors import SettingsError

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "miglint.schema.json").read_text("utf-8"))


def profiles(folder: Path, text: str) -> Target:
    (folder / "miglint.toml").write_text(text, "utf-8")
    return load_settings(folder).target


def test_without_a_profile_a_table_is_shared() -> None:
    assert Target().profile("public", "contacts") == Profile("shared")


def test_a_table_s_own_name_beats_a_glob(tmp_path: Path) -> None:
    target = profiles(tmp_path, '[profiles]\nreference = ["*_types"]\nowner = { task_types = "sales_id" }\n')
    assert target.profile("public", "task_types") == Profile("owner", "task_types", "sales_id")
    assert target.profile("public", "deal_types").kind == "reference"


def test_globs_see_the_schema(tmp_path: Path) -> None:
    target = profiles(tmp_path, '[profiles]\nsystem = ["jobs.*"]\n')
    assert [target.profile(schema, "queue").kind for schema in ("jobs", "public")] == ["system", "shared"]


def test_settings_beat_the_constitution(tmp_path: Path) -> None:
    assert profiles(tmp_path, "").profile("public", "migration_history").kind == "system"
    target = profiles(tmp_path, '[profiles]\nshared = ["migration_history"]\n')
    assert target.profile("public", "migration_history").kind == "shared"


@pytest.mark.parametrize(
    "text",
    [
        '[profiles]\nsytem = ["a"]',
        "[profiles]\nsystem = 1",
        '[profiles]\nowner = ["tasks"]',
        "[profiles]\ntenant = { tasks = 1 }",
        'profiles = "system"',
    ],
)
def test_mistakes(text: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        profiles(tmp_path, text)
    assert list(Draft7Validator(SCHEMA).iter_errors(tomllib.loads(text)))
