"""--since and --staged: what a change adds, and nothing that was there before it."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.repository import Repository, migration

from miglint.catalog.object_refs import ObjectRef
from miglint.judge.earlier import Earlier, hold_old
from miglint.judge.result import Reported
from miglint.judge.verdict import stamp
from miglint.rule.finding import Finding, Severity
from miglint.rule.in_force import RuleInForce
from miglint.rule.registry import load_registry
from miglint.syntax.source import Migration, Place, Span

NOTES = "CREATE TABLE notes (id bigint PRIMARY KEY, body text);\n"
GRANT = "GRANT SELECT ON notes TO authenticated, service_role;\n"
LOSS = "ALTER TABLE notes ALTER COLUMN body TYPE integer USING 0;\n"
PUBLIC = {"GITHUB_BASE_REF": "main"}


@pytest.fixture
def project(tmp_path: Path) -> Repository:
    """A table without grants and a loss of data on main; a branch is checked out."""
    project = Repository(tmp_path / "work")
    project.settings()
    project.commit(notes1=NOTES, loss2=LOSS)
    project.git("switch", "-qc", "feature")
    return project


def test_nothing_changed_nothing_found(project: Repository) -> None:
    assert project.found("--since", "main") == []
    assert project.held_back("--since", "main") == {"not new since main": 1}


def test_a_hazard_in_a_new_file(project: Repository) -> None:
    project.commit(loss3=LOSS)
    assert project.found("--since", "main") == ["type-change-discards-data 20250101000003_loss.sql:1"]


def test_debt_that_the_change_adds(project: Repository) -> None:
    project.commit(tags3="CREATE TABLE tags (id bigint PRIMARY KEY);")
    assert project.found("--since", "main") == ["missing-grant 20250101000003_tags.sql:1"]


def test_debt_that_was_there_is_not_new_even_if_the_change_has_a_part_in_it(project: Repository) -> None:
    project.commit(rls3="ALTER TABLE notes ENABLE ROW LEVEL SECURITY;")
    assert project.found("--since", "main") == []
    path = project.folder / migration("rls3")
    policy = "CREATE POLICY p ON notes FOR INSERT TO authenticated WITH CHECK (true);"
    project.write(path.name, policy)
    assert project.found(str(path)) == ["missing-grant 20250101000003_rls.sql:1"]
    assert project.found("--since", "main", str(path)) == []


def test_what_an_edited_file_had_already_is_not_new(project: Repository) -> None:
    project.write(migration("loss2"), "-- why\n" + LOSS)
    assert project.found("--since", "main") == []


def test_what_an_edit_adds_to_the_same_again_is_new(project: Repository) -> None:
    project.write(migration("loss2"), LOSS + LOSS)
    assert project.found("--since", "main") == ["type-change-discards-data 20250101000002_loss.sql:2"]


def test_what_a_renamed_file_had_already_is_not_new(project: Repository) -> None:
    project.git("mv", f"supabase/migrations/{migration('loss2')}", f"supabase/migrations/{migration('moved3')}")
    assert project.found("--since", "main") == []


def test_debt_from_a_file_that_is_gone(project: Repository) -> None:
    project.git("switch", "-q", "main")
    project.commit(grant3=GRANT)
    project.git("switch", "-qc", "other")
    project.git("rm", "-q", f"supabase/migrations/{migration('grant3')}")
    assert project.found("--since", "main") == ["missing-grant 20250101000001_notes.sql:1"]
    assert project.found("--staged") == ["missing-grant 20250101000001_notes.sql:1"]


def test_what_main_got_meanwhile_is_not_ours(project: Repository) -> None:
    project.commit(tags3="CREATE TABLE tags (id bigint PRIMARY KEY);")
    project.git("switch", "-q", "main")
    project.commit(grant4=GRANT)
    project.git("switch", "-q", "feature")
    assert project.found("--since", "main", "--ignore", "migration-order") == [
        "missing-grant 20250101000003_tags.sql:1"
    ]


def test_a_new_file_that_sorts_before_what_main_has_by_now(project: Repository) -> None:
    project.commit(tags3="SELECT 1;")
    project.git("switch", "-q", "main")
    project.commit(grant4=GRANT)
    project.git("switch", "-q", "feature")
    assert project.found("--since", "main") == ["migration-order 20250101000003_tags.sql:1"]


def test_all_holds_nothing_back(project: Repository) -> None:
    assert project.found("--since", "main", "--all") == project.found() != []


def test_what_a_comment_silences_is_not_shown(project: Repository) -> None:
    project.commit(tags3="CREATE TABLE tags (id bigint); -- miglint: ignore[missing-grant] later\n")
    assert project.found("--since", "main") == []


def test_a_comment_for_what_is_not_new_is_used(project: Repository) -> None:
    project.write(migration("loss2"), LOSS.replace("\n", " -- miglint: ignore[type-change-discards-data] it was\n"))
    assert project.found("--since", "main") == []


def test_a_pull_request_with_two_commits_fetched(project: Repository, tmp_path: Path) -> None:
    project.commit(tags3="CREATE TABLE tags (id bigint PRIMARY KEY);")
    clone = merged_and_cloned(project, tmp_path, 2)
    assert clone.found("--since", "auto", env=PUBLIC) == ["missing-grant 20250101000003_tags.sql:1"]
    assert clone.found("--since", "HEAD^1") == ["missing-grant 20250101000003_tags.sql:1"]


def test_a_pull_request_with_one_commit_fetched(project: Repository, tmp_path: Path) -> None:
    project.commit(tags3="CREATE TABLE tags (id bigint PRIMARY KEY);")
    clone = merged_and_cloned(project, tmp_path, 1)
    result = clone.run("check", "--since", "auto", env=PUBLIC)
    assert result.exit_code == 2
    assert "no base was found" in result.stderr
    assert "fetch-depth: 2" in result.stderr
    result = clone.run("check", "--since", "HEAD^1")
    assert result.exit_code == 2
    assert "fetch more of it" in result.stderr


def merged_and_cloned(project: Repository, tmp_path: Path, depth: int) -> Repository:
    """The feature merged into main, as CI checks it out."""
    project.git("switch", "-q", "main")
    project.git("switch", "-qc", "merge")
    project.git("merge", "-q", "--no-ff", "--no-edit", "feature")
    project.git(
        "clone", "-q", "--depth", str(depth), "--branch", "merge", f"file://{project.root}", str(tmp_path / "c")
    )
    return Repository(tmp_path / "c", init=False)


def test_a_ref_that_there_is_not(project: Repository) -> None:
    result = project.run("check", "--since", "mian")
    assert result.exit_code == 2
    assert "no commit or branch 'mian' in this repository" in result.stderr


def test_a_ref_of_another_project(project: Repository) -> None:
    project.git("switch", "-q", "--orphan", "empty")
    project.git("commit", "-qm", "none", "--allow-empty")
    project.git("switch", "-q", "feature")
    assert project.found("--since", "empty") == project.found()


# ---- staged


def test_the_index_is_what_is_judged(project: Repository) -> None:
    path = project.write(migration("tags3"), "CREATE TABLE tags (id bigint PRIMARY KEY);")
    assert project.found("--staged") == []
    project.git("add", "-A")
    path.write_text("SELECT 1;")
    assert project.found("--staged") == ["missing-grant 20250101000003_tags.sql:1"]


def test_files_that_are_not_staged_are_no_context(project: Repository) -> None:
    project.write(migration("tags3"), "CREATE TABLE tags (id bigint PRIMARY KEY);")
    project.git("add", "-A")
    grant = project.write(migration("grant4"), "GRANT SELECT ON tags TO authenticated, service_role;")
    assert project.found("--staged") == ["missing-grant 20250101000003_tags.sql:1"]
    project.git("add", "-A")
    grant.unlink()
    assert project.found("--staged") == []


def test_what_the_last_commit_had_is_not_new(project: Repository) -> None:
    project.commit(loss3=LOSS)
    project.write(migration("loss3"), LOSS + "-- why")
    project.git("add", "-A")
    assert project.found("--staged") == []
    assert project.held_back("--staged") == {"not new since the last commit": 2}


def test_the_first_commit_adds_everything(tmp_path: Path) -> None:
    project = Repository(tmp_path)
    project.settings()
    project.write(migration("notes1"), NOTES)
    project.git("add", "-A")
    assert project.found("--staged") == ["missing-grant 20250101000001_notes.sql:1"]


def test_everything_removed(project: Repository) -> None:
    project.write(migration("draft9"), "SELECT 1;")
    project.git("rm", "-qr", "supabase")
    assert project.found("--staged") == []


def test_a_rule_that_crashes_is_never_old(project: Repository) -> None:
    project.write("rules/bad_rule.py", CRASH)
    project.settings('rule-folders = ["rules"]\n')
    project.commit()
    result = project.run("check", "--since", "HEAD")
    assert result.exit_code == 2
    assert "the rule bad-rule failed" in result.stderr


CRASH = '''"""A rule that fails."""
from miglint import Rule

class BadRule(Rule):
    """It fails.

    ## Why
    To see.
    """

    def check_catalog(self, state):
        raise KeyError("x")
'''


# ---- two findings of one key


def _not_held(reported: list[Reported]) -> list[Finding]:
    return [each.finding for each in reported if each.held is None]


def test_of_two_findings_about_one_object_the_new_one_is_new() -> None:
    place = Place(Migration(Path("1_a.sql"), "create table t ();", version="1"), Span(13, 14))
    table = ObjectRef("table", "public", "t", "t")
    old, new = (Finding("missing-grant", message, place, object=table) for message in ("anon lacks", "robots lack"))
    earlier = Earlier()
    earlier.add_debt(old)
    rules = [RuleInForce(load_registry(entry_points=False).rule("missing-grant")(), Severity.ERROR)]
    assert _not_held(hold_old(stamp([new, old], rules), earlier, "main")) == [new]


def test_another_message_is_no_news() -> None:
    place = Place(Migration(Path("1_a.sql"), "create table t ();", version="1"), Span(13, 14))
    table = ObjectRef("table", "public", "t", "t")
    earlier = Earlier()
    earlier.add_debt(Finding("missing-grant", "anon lacks SELECT", place, object=table))
    rules = [RuleInForce(load_registry(entry_points=False).rule("missing-grant")(), Severity.ERROR)]
    now = Finding("missing-grant", "anon lacks SELECT and INSERT", place, object=table)
    assert _not_held(hold_old(stamp([now], rules), earlier, "main")) == []


def test_a_comment_at_the_table_holds_for_the_file_that_the_finding_moves_to(project: Repository) -> None:
    project.write(migration("notes1"), NOTES.replace("\n", " -- miglint: ignore[missing-grant] only workers\n"))
    policy = "CREATE POLICY p ON notes FOR INSERT TO authenticated WITH CHECK (true);"
    path = project.write(migration("policy3"), "ALTER TABLE notes ENABLE ROW LEVEL SECURITY;\n" + policy)
    (finding,) = project.check(str(path))["findings"]
    assert (finding["rule"], finding["suppressed"]) == ("missing-grant", True)
