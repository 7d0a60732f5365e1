"""The accepted list: what it holds back, what it looks like, how it is written and when it is stale."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from helpers.repository import Repository, migration

from miglint.cli import main
from miglint.errors import SettingsError
from miglint.judge.accepted import FILE, read_accepted

A = "CREATE TABLE a (id bigint PRIMARY KEY);\n"
B = "CREATE TABLE b (id bigint PRIMARY KEY);\n"
GRANT_A = "GRANT SELECT ON a TO authenticated, service_role;\n"
LOSS = "ALTER TABLE b ALTER COLUMN id TYPE integer USING 0;\n"
ENTRY_A = '{"rule": "missing-grant", "object": "table:public.a"}\n'
ENTRY_B = '{"rule": "missing-grant", "object": "table:public.b"}\n'


@pytest.fixture
def project(tmp_path: Path) -> Repository:
    """Two tables without grants, committed."""
    project = Repository(tmp_path)
    project.settings()
    project.commit(a1=A, b2=B)
    return project


def text(project: Repository) -> str:
    return (project.root / FILE).read_text(encoding="utf-8")


# ---- what it holds back


def test_what_is_accepted_is_not_shown(project: Repository) -> None:
    project.write(FILE, ENTRY_A)
    assert project.found() == ["missing-grant 20250101000002_b.sql:1"]
    assert project.held_back() == {"accepted in miglint-accepted.json": 1}
    assert "1 accepted in miglint-accepted.json" in project.run("check").stdout


def test_all_shows_it(project: Repository) -> None:
    project.write(FILE, ENTRY_A)
    assert len(project.found("--all")) == 2


def test_moves_and_squashes_do_not_disturb_it(project: Repository) -> None:
    project.write(FILE, ENTRY_A + ENTRY_B)
    (project.folder / migration("a1")).unlink()
    (project.folder / migration("b2")).unlink()
    project.write("20260101000000_squashed.sql", "-- all of it\n\n" + B + "\n" + A)
    assert project.found() == []


def test_the_settings_name_another_file(project: Repository) -> None:
    project.write("db/known.json", ENTRY_A)
    project.settings('accepted = "db/known.json"\n')
    assert project.found() == ["missing-grant 20250101000002_b.sql:1"]


def test_the_command_line_names_another_file(project: Repository) -> None:
    project.write(FILE, ENTRY_A)
    project.write("other.json", ENTRY_B)
    assert project.found("--accepted", "other.json", "--ignore", "stale-accepted") == [
        "missing-grant 20250101000001_a.sql:1"
    ]


def test_the_list_beside_the_settings_is_found_from_anywhere(
    project: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write(FILE, ENTRY_A + ENTRY_B)
    monkeypatch.chdir(tmp_path.parent)
    result = CliRunner().invoke(main, ["check", str(project.folder)])
    assert result.exit_code == 0, result.output


def test_new_debt_is_not_accepted(project: Repository) -> None:
    project.write(FILE, ENTRY_A + ENTRY_B)
    project.write(migration("c3"), "CREATE TABLE c (id bigint PRIMARY KEY);")
    before = text(project)
    assert project.found() == ["missing-grant 20250101000003_c.sql:1"]
    assert text(project) == before


# ---- files that can't be understood


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (ENTRY_A + "nonsense\n", "accepted.json:2: this is not JSON: nonsense"),
        ("[1]\n", "accepted.json:1: this isn't a JSON object"),
        ('{"rule": "missing-grant"}\n', "accepted.json:1: no `object`"),
        ('{"rule": "missing-grant", "object": "x", "line": "3"}\n', "accepted.json:1: unknown key `line`"),
        ('{"rule": "missing-grant", "object": 3}\n', "accepted.json:1: `object` must be a string"),
        (f"<<<<<<< HEAD\n{ENTRY_A}=======\n>>>>>>> x\n", "accepted.json:1: this is an unresolved merge conflict"),
    ],
)
def test_a_malformed_list_ends_the_run(project: Repository, content: str, said: str) -> None:
    project.write(FILE, content)
    result = project.run("check")
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("miglint: error")]
    assert said in line


def test_bytes_that_are_no_text(project: Repository) -> None:
    (project.root / FILE).write_bytes(b'{"rule": "\xff"}')
    assert "is not UTF-8" in project.run("check").stderr


@pytest.mark.parametrize("named", ["settings", "option"])
def test_a_list_that_is_named_must_be_there(project: Repository, named: str) -> None:
    if named == "settings":
        project.settings('accepted = "known.json"\n')
        result = project.run("check")
    else:
        result = project.run("check", "--accepted", "known.json")
    assert result.exit_code == 2
    assert "the accepted list known.json does not exist" in result.stderr


def test_empty_lines_and_line_ends_do_not_matter(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(("\ufeff" + ENTRY_A + "\n" + ENTRY_B).replace("\n", "\r\n").encode())
    accepted = read_accepted(tmp_path / FILE)
    assert list(accepted.entries) == ["missing-grant:table:public.a", "missing-grant:table:public.b"]


def test_reasons_may_hold_any_character(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(json.dumps({"rule": "r-s", "object": "o", "reason": "a\u2028b"}, ensure_ascii=False))
    assert read_accepted(tmp_path / FILE).entries["r-s:o"].reason == "a\u2028b"


def test_errors_name_the_line(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("\n\n{}")
    with pytest.raises(SettingsError, match=r":3: no `rule`"):
        read_accepted(tmp_path / FILE)


# ---- stale entries


def test_what_was_mended_is_stale(project: Repository) -> None:
    project.write(FILE, ENTRY_A + ENTRY_B)
    project.write(migration("grant3"), GRANT_A)
    assert project.found() == ["stale-accepted miglint-accepted.json:1"]
    (finding,) = project.check()["findings"]
    assert (finding["severity"], finding["family"]) == ("warning", "engine")
    assert "missing-grant has no finding about table:public.a any more" in finding["message"]


def test_a_rule_that_there_is_not(project: Repository) -> None:
    project.write(FILE, ENTRY_A + ENTRY_B + '{"rule": "no-such-rule", "object": "table:public.b"}\n')
    assert project.found() == ["stale-accepted miglint-accepted.json:3"]


def test_a_rule_that_does_not_run_says_nothing(project: Repository) -> None:
    project.write(FILE, ENTRY_A + ENTRY_B)
    assert project.found("--select", "migration-order", "--select", "stale-accepted") == []


def test_files_that_are_named_say_nothing_of_others(project: Repository) -> None:
    project.write(FILE, ENTRY_A + ENTRY_B)
    project.write(migration("grant3"), GRANT_A)
    assert project.found(str(project.folder / migration("b2"))) == []


def test_a_change_makes_stale_what_it_mends_only(project: Repository) -> None:
    gone = '{"rule": "missing-grant", "object": "table:public.gone"}\n'
    project.write(FILE, ENTRY_A + ENTRY_B + gone)
    project.commit()
    project.git("switch", "-qc", "feature")
    project.commit(grant3=GRANT_A)
    assert project.found("--since", "main") == ["stale-accepted miglint-accepted.json:1"]
    assert len(project.found()) == 2


def test_what_a_comment_silences_is_not_stale(project: Repository) -> None:
    project.write(FILE, ENTRY_A + ENTRY_B)
    project.write(migration("a1"), "-- miglint: ignore[missing-grant] later\n" + A)
    assert project.found() == []


# ---- miglint accept


def test_accept_writes_one_sorted_line_for_each(project: Repository) -> None:
    result = project.run("accept")
    assert (result.exit_code, text(project)) == (0, ENTRY_A + ENTRY_B)
    assert result.stdout == "accepted 2 findings in miglint-accepted.json (all new)\n"
    assert project.found() == []


def test_accept_keeps_reasons_and_drops_what_is_gone(project: Repository) -> None:
    kept = '{"rule": "missing-grant", "object": "table:public.b", "reason": "only workers"}\n'
    project.write(FILE, kept + '{"rule": "missing-grant", "object": "table:public.z"}\n')
    result = project.run("accept")
    assert text(project) == ENTRY_A + kept
    assert "1 new, 1 gone" in result.stdout


def test_accept_with_a_reason_for_the_new_ones(project: Repository) -> None:
    project.write(FILE, ENTRY_A)
    project.run("accept", "--reason", "from before the rules")
    assert text(project) == ENTRY_A + ENTRY_B.replace("}", ', "reason": "from before the rules"}')


def test_accept_takes_debt_and_leaves_hazards(project: Repository) -> None:
    project.write(migration("loss3"), LOSS)
    result = project.run("accept")
    assert text(project) == ENTRY_A + ENTRY_B
    assert "1 finding isn't debt and was skipped" in result.stdout
    assert project.found() == ["type-change-discards-data 20250101000003_loss.sql:1"]


def test_accept_for_some_files_leaves_the_others_alone(project: Repository) -> None:
    gone = '{"rule": "missing-grant", "object": "table:public.z"}\n'
    project.write(FILE, gone)
    project.run("accept", str(project.folder / migration("a1")))
    assert text(project) == ENTRY_A + gone


def test_accept_leaves_what_is_silenced(project: Repository) -> None:
    project.write(migration("a1"), "-- miglint: ignore[missing-grant] later\n" + A)
    project.run("accept")
    assert text(project) == ENTRY_B


def test_accept_with_nothing_to_accept(project: Repository) -> None:
    project.write(migration("grant3"), GRANT_A + GRANT_A.replace(" a ", " b "))
    assert project.run("accept").stdout == "nothing to accept\n"
    assert not (project.root / FILE).exists()


def test_prune_never_adds(project: Repository) -> None:
    project.write(FILE, ENTRY_A + '{"rule": "missing-grant", "object": "table:public.z"}\n')
    result = project.run("accept", "--prune")
    assert text(project) == ENTRY_A
    assert "removed 1 stale entry from miglint-accepted.json; 1 left" in result.stdout
    assert project.found() == ["missing-grant 20250101000002_b.sql:1"]


def test_prune_without_a_list(project: Repository) -> None:
    result = project.run("accept", "--prune")
    assert result.exit_code == 0
    assert "there is no accepted list" in result.stdout
    assert not (project.root / FILE).exists()


def test_prune_leaves_rules_that_are_off(project: Repository) -> None:
    project.write(FILE, ENTRY_A)
    project.settings('[rules]\nmissing-grant = "off"\n')
    project.run("accept", "--prune")
    assert text(project) == ENTRY_A


@pytest.mark.parametrize("name", ["public.a", "table:public.a", "a", 'public."a"'])
def test_add_takes_one_by_its_name(project: Repository, name: str) -> None:
    result = project.run("accept", "--add", "missing-grant", name, "--reason", "only workers")
    assert result.exit_code == 0
    assert text(project) == ENTRY_A.replace("}", ', "reason": "only workers"}')
    assert project.found() == ["missing-grant 20250101000002_b.sql:1"]


def test_add_takes_a_hazard_too(project: Repository) -> None:
    project.write(migration("loss3"), LOSS)
    result = project.run("accept", "--add", "type-change-discards-data", "public.b.id", "--reason", "empty anyway")
    assert result.exit_code == 0
    assert "type-change-discards-data" not in " ".join(project.found())


def test_add_refuses_what_is_not_found(project: Repository) -> None:
    result = project.run("accept", "--add", "missing-grant", "public.c", "--reason", "x")
    assert result.exit_code == 2
    assert "missing-grant has no finding about public.c" in result.stderr
    assert "table:public.a" in result.stderr
    assert not (project.root / FILE).exists()


def test_add_refuses_a_rule_that_there_is_not(project: Repository) -> None:
    result = project.run("accept", "--add", "missing-grnat", "public.a", "--reason", "x")
    assert result.exit_code == 2
    assert "did you mean `missing-grant`?" in result.stderr


def test_add_wants_a_reason(project: Repository) -> None:
    result = project.run("accept", "--add", "missing-grant", "public.a")
    assert result.exit_code == 2
    assert "--reason" in result.stderr


def test_prune_and_add_are_two_things(project: Repository) -> None:
    result = project.run("accept", "--prune", "--add", "missing-grant", "public.a", "--reason", "x")
    assert result.exit_code == 2


def test_accept_writes_where_the_settings_say(project: Repository) -> None:
    project.settings('accepted = "db/known.json"\n')
    assert project.run("accept").exit_code == 0
    assert (project.root / "db" / "known.json").read_text() == ENTRY_A + ENTRY_B


def test_a_crashed_rule_writes_nothing(project: Repository) -> None:
    project.write(FILE, ENTRY_A)
    project.write("rules/bad_rule.py", CRASH)
    project.settings('rule-folders = ["rules"]\n')
    result = project.run("accept")
    assert result.exit_code == 2
    assert text(project) == ENTRY_A


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
