"""Bytes of any kind become a Migration."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from miglint.project.decoding import migration_from_bytes, read_migration, version_of
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration


def read(data: bytes, name: str = "20250101000000_a.sql") -> Migration:
    return migration_from_bytes(Path(name), data)


def test_utf8_is_text_without_problems() -> None:
    migration = read("select 'é';".encode())
    assert (migration.text, migration.problems) == ("select 'é';", [])


def test_a_byte_order_mark_is_left_out() -> None:
    migration = read(b"\xef\xbb\xbfselect 1;")
    assert (migration.text, migration.problems) == ("select 1;", [])


def test_line_ends_stay() -> None:
    assert read(b"select\r\n1;\r\n").text == "select\r\n1;\r\n"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf16_is_read_and_reported(encoding: str) -> None:
    migration = read("create table contacts (id bigint);".encode(encoding))
    parse(migration)
    assert [s.kind for s in migration.statements] == ["CreateStmt"]
    (problem,) = migration.problems
    assert problem.rule == "unreadable-file"
    assert "UTF-8" in problem.message


def test_other_encodings_keep_every_position() -> None:
    migration = read(b"select '\xe9\xff' as a; select 2;")
    assert migration.text == "select 'éÿ' as a; select 2;"
    (problem,) = migration.problems
    assert (problem.rule, problem.span.start) == ("unreadable-file", 8)
    assert "0xE9" in problem.message
    assert "first of 2" in problem.message


def test_one_bad_byte_spoils_no_other_character() -> None:
    migration = read("select 'ü', '".encode() + b"\x9d" + "ü'".encode())
    assert migration.text == "select 'ü', '\x9dü'"
    assert migration.problems[0].span.start == 13


def test_bad_bytes_behind_a_byte_order_mark() -> None:
    migration = read(b"\xef\xbb\xbfselect '\xe9'")
    assert migration.text[migration.problems[0].span.start] == "é"


def test_nul_becomes_a_space_so_that_nothing_behind_it_is_lost() -> None:
    migration = read(b"select 1;\0select 2;")
    parse(migration)
    assert len(migration.statements) == 2
    (problem,) = migration.problems
    assert (problem.rule, tuple(problem.span)) == ("unreadable-file", (9, 10))


@pytest.mark.parametrize("data", [b"", b"-- nothing\n", b"\xef\xbb\xbf", b"\n\n"])
def test_nothing_is_no_problem(data: bytes) -> None:
    migration = read(data)
    parse(migration)
    assert (migration.statements, migration.problems) == ([], [])


def test_a_folder_is_a_problem(tmp_path: Path) -> None:
    (problem,) = read_migration(tmp_path).problems
    assert problem.rule == "unreadable-file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads everything")
def test_a_forbidden_file_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "20250101000000_a.sql"
    path.write_text("select 1;")
    path.chmod(0)
    migration = read_migration(path)
    assert (migration.text, migration.version) == ("", "20250101000000")
    assert "Permission denied" in migration.problems[0].message


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("20250101000000_a.sql", "20250101000000"),
        ("1_.sql", "1"),
        ("20260126_120000_x.sql", "20260126"),
        ("2025-01-01_a.sql", None),
        ("20250101.sql", None),
        ("20250101000000_a.SQL", None),
        ("20250101000000_a.sql.skip", None),
    ],
)
def test_versions_are_supabases(name: str, version: str | None) -> None:
    assert version_of(name) == version
