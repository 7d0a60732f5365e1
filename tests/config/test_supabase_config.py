"""What supabase/config.toml says of the database."""

from __future__ import annotations

from pathlib import Path

import pytest

from miglint.config.supabase import read_supabase_config
from miglint.errors import SettingsError


def config(folder: Path, text: str) -> Path:
    (folder / "config.toml").write_text(text, newline="")
    return folder


def test_states_version_schemas_and_exposure(tmp_path: Path) -> None:
    text = '[api]\nschemas = ["public", "api"]\nauto_expose_new_tables = true\n[db]\nmajor_version = 15\n'
    found = read_supabase_config(config(tmp_path, text))
    assert found is not None
    assert (found.postgres_version, found.exposed_schemas, found.auto_expose_new_tables) == (
        15,
        ("public", "api"),
        True,
    )


def test_no_file_is_no_config(tmp_path: Path) -> None:
    assert read_supabase_config(tmp_path) is None


def test_what_is_left_open_stays_open(tmp_path: Path) -> None:
    found = read_supabase_config(config(tmp_path, 'project_id = "x"\n'))
    assert found is not None
    assert (found.postgres_version, found.exposed_schemas, found.auto_expose_new_tables) == (None, None, None)


def test_seed_paths_count_from_the_supabase_folder(tmp_path: Path) -> None:
    found = read_supabase_config(config(tmp_path, '[db.seed]\nsql_paths = ["./seed.sql", "seeds/*.sql"]\n'))
    assert found is not None
    assert found.seed_paths == (tmp_path / "seed.sql", tmp_path / "seeds/*.sql")


def test_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    found = read_supabase_config(config(tmp_path, "\ufeff[db]\r\nmajor_version = 16\r\n"))
    assert found is not None
    assert found.postgres_version == 16


def test_broken_toml_names_file_and_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"config\.toml: this is not TOML: .*line 2") as error:
        read_supabase_config(config(tmp_path, "[db]\nmajor_version = = 15\n"))
    assert error.value.hint


@pytest.mark.parametrize("text", ['[db]\nmajor_version = "15"\n', "[db]\nmajor_version = true\n", "db = 3\n"])
def test_values_of_the_wrong_kind_count_as_absent(tmp_path: Path, text: str) -> None:
    found = read_supabase_config(config(tmp_path, text))
    assert found is not None
    assert found.postgres_version is None
