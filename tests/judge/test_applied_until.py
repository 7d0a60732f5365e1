"""Files that are applied for good: context for hazards, still judged for debt, and nobody may touch them."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.repository import Repository, migration

TABLE = "CREATE TABLE a (id bigint PRIMARY KEY, n text);\nGRANT SELECT ON a TO authenticated, service_role;\n"
LOSS = "ALTER TABLE a ALTER COLUMN n TYPE integer USING 0;\n"
UNTIL = 'applied-until = "20250101000005"\n'


@pytest.fixture
def project(tmp_path: Path) -> Repository:
    """Three applied files on main: a table, a change of a type that loses data, and a table without grants."""
    project = Repository(tmp_path)
    project.settings(UNTIL)
    project.commit(a1=TABLE, l2=LOSS, b5="CREATE TABLE b (id bigint PRIMARY KEY);\n")
    return project


def test_hazards_are_not_judged_and_debt_is(project: Repository) -> None:
    assert project.found() == ["missing-grant 20250101000005_b.sql:1"]


def test_all_holds_nothing_back(project: Repository) -> None:
    assert project.found("--all") == [
        "type-change-discards-data 20250101000002_l.sql:1",
        "missing-grant 20250101000005_b.sql:1",
    ]


def test_hazards_of_later_files_are_judged(project: Repository) -> None:
    project.write(migration("c6"), LOSS)
    assert "type-change-discards-data 20250101000006_c.sql:1" in project.found()


def test_the_closing_line_says_so(project: Repository) -> None:
    assert project.held_back() == {"applied migrations (up to 20250101000005)": 3}
    assert "not shown: 3 applied migrations (up to 20250101000005)" in project.run("check").stdout


def test_applied_files_are_not_counted_as_context_twice(project: Repository) -> None:
    project.write(migration("c6"), "SELECT 1;")
    summary = project.check()["summary"]
    assert (summary["files"], summary["context_files"], summary["statements"]) == (1, 4, 1)
    assert "read as context" not in project.run("check").stdout


def test_an_edited_file(project: Repository) -> None:
    project.write(migration("a1"), TABLE.replace("text", "uuid"))
    assert "applied-migration-changed 20250101000001_a.sql:1" in project.found()


def test_a_deleted_file(project: Repository) -> None:
    (project.folder / migration("a1")).unlink()
    assert "applied-migration-changed 20250101000001_a.sql:1" in project.found()


def test_a_renamed_file_is_said_once_and_stays_applied(project: Repository) -> None:
    project.git("mv", f"supabase/migrations/{migration('a1')}", "supabase/migrations/20250101000001_z.sql")
    assert project.found() == [
        "applied-migration-changed 20250101000001_z.sql:1",
        "missing-grant 20250101000005_b.sql:1",
    ]


def test_a_change_on_a_branch_counts_after_it_was_committed(project: Repository) -> None:
    project.git("switch", "-qc", "feature")
    project.commit(b5="CREATE TABLE b (id integer PRIMARY KEY);\n")
    assert "applied-migration-changed 20250101000005_b.sql:1" in project.found()


def test_a_change_in_the_index_counts_under_staged(project: Repository) -> None:
    path = project.folder / migration("b5")
    before = path.read_text()
    path.write_text("CREATE TABLE b (id integer PRIMARY KEY);\n")
    assert project.found("--staged") == []
    project.git("add", "-A")
    path.write_text(before)
    assert "applied-migration-changed 20250101000005_b.sql:1" in project.found("--staged")


def test_a_staged_deletion_is_seen(project: Repository) -> None:
    project.git("rm", "-q", f"supabase/migrations/{migration('b5')}")
    assert project.found("--staged") == ["applied-migration-changed 20250101000005_b.sql:1"]


def test_a_new_file_before_the_last_applied_one_is_judged_and_misplaced(project: Repository) -> None:
    project.commit()
    name = "20250101000003_late.sql"
    project.write(name, LOSS)
    found = project.found()
    assert f"migration-order {name}:1" in found
    assert f"type-change-discards-data {name}:1" in found
    project.commit()
    assert f"type-change-discards-data {name}:1" not in project.found()


def test_without_git_the_version_alone_decides(tmp_path: Path) -> None:
    project = Repository(tmp_path, init=False)
    project.settings(UNTIL)
    project.write(migration("a1"), TABLE)
    project.write(migration("l2"), LOSS)
    project.write(migration("c6"), LOSS)
    assert project.found() == ["type-change-discards-data 20250101000006_c.sql:1"]


def test_names_of_applied_files_are_past(project: Repository) -> None:
    project.commit()
    project.git("mv", f"supabase/migrations/{migration('b5')}", "supabase/migrations/20250101000005_B-Table.sql")
    project.commit()
    assert "migration-filename 20250101000005_B-Table.sql:1" not in project.found()
    assert "migration-filename 20250101000005_B-Table.sql:1" in project.found("--all")


def test_comments_in_applied_files_are_left_alone(project: Repository) -> None:
    project.commit(
        b5="CREATE TABLE b (id bigint); -- miglint: ignore[missing-grant, view-security-invoker, nonsense]\n"
    )
    assert project.found() == []
    assert {f.split()[0] for f in project.found("--all")} >= {"unused-ignore", "unknown-ignore"}


def test_debt_in_an_applied_file_moves_to_the_cause_that_was_asked_about(project: Repository) -> None:
    project.commit(b5="CREATE TABLE b (id bigint PRIMARY KEY);\nALTER TABLE b ENABLE ROW LEVEL SECURITY;\n")
    policy = "CREATE POLICY p ON b FOR INSERT TO authenticated WITH CHECK (true);"
    path = project.write(migration("p6"), policy)
    assert project.found(str(path)) == ["missing-grant 20250101000006_p.sql:1"]


def test_a_version_that_is_none(project: Repository) -> None:
    project.settings('applied-until = "last week"\n')
    result = project.run("check")
    assert result.exit_code == 2
    assert "miglint.toml:2: `applied-until` must be a migration's version" in result.stderr


@pytest.mark.parametrize("format", ["text", "sarif", "github", "gitlab", "markdown"])
def test_every_report_can_tell_of_a_file_that_is_gone(project: Repository, format: str) -> None:
    (project.folder / migration("b5")).unlink()
    result = project.run("check", "--format", format)
    assert result.exit_code == 1
    assert "20250101000005_b.sql" in result.stdout
    assert "applied-migration-changed" in result.stdout


def test_nothing_new(project: Repository) -> None:
    assert project.run("check", "--ignore", "missing-grant").stdout.startswith("ok  nothing new, ")


def test_a_folder_that_git_does_not_have_is_applied_by_its_versions(tmp_path: Path) -> None:
    project = Repository(tmp_path)
    project.settings(UNTIL)
    project.write("./.gitignore", "/supabase/\n")
    project.commit()
    project.write(migration("a1"), TABLE)
    project.write(migration("l2"), LOSS)
    assert project.found() == []
