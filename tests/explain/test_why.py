"""miglint why: which rules look there, what they find, and what holds each finding back."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.repository import Repository, migration

from miglint.judge.accepted import FILE

A = "CREATE TABLE a (\n  id bigint PRIMARY KEY,\n  n text\n);\n"
LOSS = "ALTER TABLE a ALTER COLUMN n TYPE integer USING 0;\n"
VIEW = "CREATE VIEW v AS SELECT id FROM a;\n"
GRANT_V = "GRANT SELECT ON v TO authenticated, service_role;\n"


@pytest.fixture
def project(tmp_path: Path) -> Repository:
    project = Repository(tmp_path)
    project.settings()
    project.commit(a1=A, loss2=LOSS)
    return project


def why(project: Repository, *arguments: str) -> str:
    result = project.run("why", "--now", "2026-01-01", *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def entry(said: str, rule: str) -> str:
    """The lines about one rule's finding."""
    return next(part for part in said.split("\n\n") if f"[{rule}]" in part)


@pytest.mark.parametrize("name", ["a", "public.a"])
def test_what_is_shown(project: Repository, name: str) -> None:
    said = why(project, name)
    assert said.startswith("public.a, first touched at supabase/migrations/20250101000001_a.sql:1:14\n")
    assert entry(said, "missing-grant").endswith("20250101000001_a.sql:1:14\n  shown")
    assert entry(said, "type-change-discards-data").rstrip().endswith("  shown")


def test_the_rules_that_look(project: Repository) -> None:
    said = why(project, "a")
    assert "missing-grant" in said.split("final schema: ")[1].splitlines()[0]
    assert "statements: type-change-discards-data (supabase/migrations/20250101000002_loss.sql:1" in said


def test_a_part_of_a_table(project: Repository) -> None:
    said = why(project, "a.n")
    assert "type-change-discards-data" in said
    assert "[missing-grant]" not in said


def test_nothing_is_found(project: Repository) -> None:
    project.write(migration("grant3"), "GRANT SELECT ON a TO authenticated, service_role;")
    assert "no findings" in why(project, "public.a.id")


def test_the_accepted_list(project: Repository) -> None:
    project.write(FILE, '{"rule": "missing-grant", "object": "table:public.a", "reason": "only workers"}\n')
    said = entry(why(project, "a"), "missing-grant")
    assert said.rstrip().endswith("held back by the accepted list miglint-accepted.json (only workers)")


def test_a_comment(project: Repository) -> None:
    project.write(migration("a1"), "-- miglint: ignore[missing-grant] only workers\n" + A)
    assert "held back by a comment (only workers)" in entry(why(project, "a"), "missing-grant")


def test_an_exception(project: Repository) -> None:
    exception = '[[exceptions]]\nrule = "missing-grant"\nobject = "public.a"\nreason = "only workers"\n'
    project.settings(exception)
    assert "held back by an exception (only workers)" in entry(why(project, "a"), "missing-grant")


def test_applied_until(project: Repository) -> None:
    project.settings('applied-until = "20250101000002"\n')
    said = why(project, "a")
    assert 'held back by applied-until = "20250101000002"' in entry(said, "type-change-discards-data")
    assert "  shown" in entry(said, "missing-grant")


def test_from(project: Repository) -> None:
    project.settings('[rules.missing-grant]\nfrom = "20250101000002"\n')
    assert 'held back by from = "20250101000002"' in entry(why(project, "a"), "missing-grant")


def test_a_rule_that_is_off(project: Repository) -> None:
    project.settings('[rules]\nmissing-grant = "off"\n')
    assert "held back by missing-grant is off: miglint.toml" in entry(why(project, "a"), "missing-grant")


def test_an_option(project: Repository) -> None:
    project.write(migration("v3"), VIEW + GRANT_V)
    assert "  shown" in entry(why(project, "v"), "view-security-invoker")
    project.settings('[rules.view-security-invoker]\nmatch = ["sum_*"]\n')
    held = 'held back by the option match = ["sum_*"]: miglint.toml'
    assert held in entry(why(project, "v"), "view-security-invoker")


def test_what_is_unknown(project: Repository) -> None:
    project.write(migration("x3"), "DO $$ BEGIN EXECUTE (SELECT string_agg(x, '') FROM unknown_source); END $$;")
    said = why(project, "a")
    assert "unknown: " in said
    assert "20250101000003_x.sql" in said


def test_what_is_assumed(project: Repository) -> None:
    project.write(migration("b3"), "ALTER TABLE elsewhere ADD COLUMN n text;")
    assert (
        "no migration creates it; miglint assumes it exists since supabase/migrations/20250101000003_b.sql:1:13"
        in why(project, "elsewhere")
    )


def test_a_line(project: Repository) -> None:
    said = why(project, f"supabase/migrations/{migration('loss2')}:1")
    assert "[type-change-discards-data]" in said
    assert "[missing-grant]" not in said
    assert "migration-filename" in said.split("file names and order: ")[1].splitlines()[0]


def test_any_line_of_a_statement(project: Repository) -> None:
    assert "[missing-grant]" in why(project, f"{migration('a1')}:3")


def test_a_line_and_a_column(project: Repository) -> None:
    assert "[missing-grant]" in why(project, f"{migration('a1')}:1:14")


def test_a_line_outside_of_statements(project: Repository) -> None:
    project.write(migration("c3"), "-- 2025-01-01: nothing\n\nselect 1;\n")
    assert "no findings" in why(project, f"{migration('c3')}:2")


def test_a_dropped_table(project: Repository) -> None:
    project.write(migration("drop3"), "DROP TABLE a;")
    assert "[type-change-discards-data]" in why(project, "public.a")


def test_an_object_that_there_is_not(project: Repository) -> None:
    result = project.run("why", "public.aa")
    assert result.exit_code == 2
    assert "the migrations never create public.aa" in result.stderr
    assert "did you mean `public.a`?" in result.stderr


def test_a_file_that_there_is_not(project: Repository) -> None:
    result = project.run("why", "20250101000001_b.sql:3")
    assert result.exit_code == 2
    assert "is not one of the migrations" in result.stderr


QUOTED = "CREATE TABLE \"Old Notes\" (id bigint PRIMARY KEY);\nCREATE TYPE mood AS ENUM ('good');\n"
POLICIES = 'CREATE POLICY "read it" ON a FOR SELECT USING (true);\nCREATE INDEX by_n ON a (n);\n'


@pytest.mark.parametrize(
    ("asked", "subject"),
    [
        ('"Old Notes"', "public.Old Notes"),
        ('public."Old Notes"', "public.Old Notes"),
        ("public.Old Notes", "public.Old Notes"),
        ("PUBLIC.A", "public.a"),
        ('"a"', "public.a"),
        ("public.mood", "public.mood"),
        ("by_n", "public.a.by_n"),
        ('a."read it"', "public.a.read it"),
        ("read it", "public.a.read it"),
    ],
)
def test_names_as_people_and_sql_write_them(project: Repository, asked: str, subject: str) -> None:
    project.write(migration("x3"), QUOTED + POLICIES)
    assert why(project, asked).splitlines()[0].partition(",")[0] == subject


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("", "name an object"),
        ("  ", "name an object"),
        ("n", "2 objects match n: public.a.n, public.b.n"),
        ("a.nonsense", "the migrations never create a.nonsense"),
        ("20250101000001_a.sql", "has no line number"),
        ("20250101000001_a.sql:x", "has no line number"),
        ("20250101000001_a.sql:0", "has no line 0"),
        ("20250101000001_a.sql:99", "It has 4."),
    ],
)
def test_what_means_nothing(project: Repository, asked: str, said: str) -> None:
    project.write(migration("x3"), "CREATE TABLE b (n int);\n")
    result = project.run("why", asked)
    assert result.exit_code == 2
    assert said in result.stderr


def test_what_lies_in_the_base_schema_is_not_shown(project: Repository) -> None:
    project.settings('base = ["base.sql"]\n')
    project.write("./base.sql", "CREATE TABLE old (id bigint PRIMARY KEY);\n")
    assert "  held back by its place in the base schema" in entry(why(project, "public.old"), "missing-grant")


def test_a_comment_that_silences_nothing_is_found(project: Repository) -> None:
    project.settings()
    project.write("./team.toml", '[rules]\nunused-ignore = "error"\nmissing-grant = "error"\n')
    project.write(migration("note3"), "-- miglint: ignore[missing-grant] why not\nCOMMENT ON TABLE a IS 'x';\n")
    assert "error[unused-ignore]" in why(project, f"{migration('note3')}:1")


def test_findings_come_in_the_order_of_the_files(project: Repository) -> None:
    said = why(project, "a")
    assert said.index("[missing-grant]") < said.index("[type-change-discards-data]")
