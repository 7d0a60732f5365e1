"""Folders of Flyway, Prisma, Hasura, dbmate, goose and sql-migrate."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from miglint.cli import main
from miglint.project.other_tools import end_of_run, in_order


def check(*arguments: str | Path) -> dict[str, list[dict[str, object]]]:
    options = ["--constitution", "postgres", "--no-cache", "-f", "json", "--fail-on", "never"]
    done = CliRunner().invoke(main, ["check", *map(str, arguments), *options])
    assert done.exit_code == 0, done.output
    found: dict[str, list[dict[str, object]]] = json.loads(done.stdout)
    return found


def rules(*arguments: str | Path) -> list[tuple[object, object]]:
    return [(finding["rule"], finding["file"]) for finding in check(*arguments)["findings"]]


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("§", "__")
        path = path.with_name(path.name + ".sql")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("up", "down"),
    [
        ("-- migrate:up", "-- migrate:down"),
        ("-- +goose Up", "-- +goose Down"),
        ("-- +goose Up\n-- +goose StatementBegin", "-- +goose StatementEnd\n-- +goose Down"),
        ("-- +migrate Up", "-- +migrate Down"),
        ("--migrate:up transaction:false", "  --  migrate:down transaction:false"),
    ],
)
def test_the_way_back_is_not_run(tmp_path: Path, up: str, down: str) -> None:
    first = f"{up}\ncreate table t (a int);\n{down}\ndrop table t;\n"
    second = f"{up}\nalter table t add b int;\nalter table t drop c;\n{down}\nalter table t drop nope;\n"
    folder = write(tmp_path / "db" / "migrations", a=first, b=second)
    assert [rule for rule, _ in rules(folder)] == ["unknown-object"]
    assert (folder / "a.sql").read_text("utf-8") == first


def test_under_supabase_a_whole_file_is_run(tmp_path: Path) -> None:
    text = "-- migrate:up\ncreate table t (a int);\n-- migrate:down\ndrop table t;\n"
    made = {"20250101000000_a": text, "20250102000000_b": "alter table t add b int;"}
    assert [rule for rule, _ in rules(write(tmp_path / "supabase" / "migrations", **made))] == ["unknown-object"]
    assert rules(write(tmp_path / "db" / "migrations", **made)) == []


def test_a_marker_that_ends_the_run() -> None:
    assert end_of_run("select 1; -- migrate:down is a comment here") is None
    assert end_of_run("select 1;\n-- migrate:down\n") == 10
    assert end_of_run("-- +goose downtown") is None


def test_flyway_runs_by_version_and_repeatable_files_last() -> None:
    names = ["R__b.sql", "R__a.sql", "U1__x.sql", "V10__x.sql", "V1.2__x.sql", "V1__x.sql", "V1_10__x.sql", "V2__x.sql"]
    assert in_order(names) == [
        "V1__x.sql",
        "V1.2__x.sql",
        "V1_10__x.sql",
        "V2__x.sql",
        "V10__x.sql",
        "R__a.sql",
        "R__b.sql",
    ]
    assert in_order(["b.sql", "R__a.sql"]) == ["b.sql", "R__a.sql"]


def test_flyway_folder(tmp_path: Path) -> None:
    made = {
        "R§v": "create view v as select b from t;",
        "V10§x": "alter table t add b int;",
        "V2§x": "create table t (a int);",
    }
    assert rules(write(tmp_path / "sql", **made)) == []


@pytest.mark.parametrize("inner", ["migration", "up"])
def test_a_folder_for_each_migration(tmp_path: Path, inner: str) -> None:
    made = {
        f"1_a__{inner}": "create table t (a int);",
        f"2_b__{inner}": "alter table t add a int;",
        "1_a__down": "drop table t;",
    }
    folder = write(tmp_path / "prisma" / "migrations", **made)
    expected = [("duplicate-object", f"2_b/{inner}.sql")]
    for asked in (folder, folder.parent, folder / "2_b" / f"{inner}.sql"):
        assert [(rule, str(file)[-len(expected[0][1]) :]) for rule, file in rules(asked)] == expected


def test_a_folder_for_each_database(tmp_path: Path) -> None:
    made = {"default__1_a__up": "create table t (a int);", "other__1_a__up": "create table t (a int, a int);"}
    folder = write(tmp_path / "hasura" / "migrations", **made)
    assert [rule for rule, _ in rules(folder)] == ["duplicate-object"]


def test_what_a_change_adds_to_folders(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        who = ("-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "init.defaultBranch=main")
        subprocess.run(["git", *who, *arguments], cwd=tmp_path, check=True, capture_output=True)

    folder = write(tmp_path / "prisma" / "migrations", **{"1_a__migration": "create table t (a int); drop table nope;"})
    git("init")
    git("add", ".")
    git("commit", "-m", "one")
    write(folder, **{"2_b__migration": "alter table t drop b;"})
    assert [str(file)[-17:] for _, file in rules(folder, "--since", "HEAD")] == ["2_b/migration.sql"]
    git("add", ".")
    assert [str(file)[-17:] for _, file in rules(folder, "--staged")] == ["2_b/migration.sql"]
