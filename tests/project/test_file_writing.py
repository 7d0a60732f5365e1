"""Files that miglint writes: nothing that is there is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from miglint.errors import PathError
from miglint.project.file_writing import create, rewrite


def test_a_new_file_with_its_folder_as_it_is_given(tmp_path: Path) -> None:
    path = tmp_path / "supabase" / "migrations" / "1_a.sql"
    create(path, "select 1;\r\n")
    assert path.read_bytes() == b"select 1;\r\n"


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "1_a.sql"
    path.write_text("select 1;")
    with pytest.raises(PathError, match="was not overwritten"):
        create(path, "select 2;")
    assert path.read_text() == "select 1;"


def test_a_new_text_keeps_the_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "1_a.sql"
    path.write_bytes(b"\xef\xbb\xbfselect 1;")
    rewrite(path, "select 1;", "select 2;")
    assert path.read_bytes() == b"\xef\xbb\xbfselect 2;"


def test_a_file_that_has_changed_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "1_a.sql"
    path.write_text("select 3;")
    with pytest.raises(PathError, match="changed in the meantime"):
        rewrite(path, "select 1;", "select 2;")
    assert path.read_text() == "select 3;"


def test_a_folder_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "migrations").write_text("")
    with pytest.raises(PathError, match="can't write"):
        create(tmp_path / "migrations" / "1_a.sql", "select 1;")
