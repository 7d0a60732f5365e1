"""A syntax error costs one statement, never the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from miglint.catalog.changes import TypeCreated
from miglint.catalog.target import Target
from miglint.replay import Replay
from miglint.replay.prelude import load_prelude
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration
from miglint.syntax.split import pieces

BEFORE = "create table \"größe\" (id bigint, name text default 'a;b');"
AFTER = "create or replace function f() returns void language plpgsql as $$\nbegin\n  perform 1;\nend $$;"


def parsed(text: str) -> Migration:
    migration = Migration(Path("20250101000000_a.sql"), text)
    parse(migration)
    return migration


def problem(text: str) -> tuple[str, str, str]:
    """The one problem of a text: the text that it points at, its message and its help."""
    migration = parsed(text)
    (found,) = migration.problems
    assert found.rule == "syntax-error"
    return text[found.span.start : found.span.end], found.message, found.help


BROKEN = [
    "creat table x (a int);",
    "create table x (a int, , b int);",
    "create table x (a int",
    "create table x (a int) -- no semicolon",
    "select 1 from;",
    "create type mood if not exists;",
    "comment on table x is 'it's here';",
    "comment on table x is 'it's here, and it's there';",
    "grant select on x authenticated;",
    "create function g( returns void language sql as $$ select 1; $$;",
    "do $$ begin perform cron.schedule('a', $$ select 1 $$); end $$;",
    "do $$ begin perform 1; end;\n",
    "create table x (t text default 'abc\");",
    'select "abc;',
    "/* a comment /* with another */",
    "/* never closed",
    "// no comment",
    "\\restrict abcdef",
    "<<<<<<< HEAD\nselect 1;\n=======\nselect 2;\n>>>>>>> theirs",
    "copy x (a, b) from stdin;\n1\tit's;\n\\.\n",
    "create rule r as on insert to x do also (select 1; selec 2;);",
    "create function h() returns int begin atomic selec 1; end;",
]


@pytest.mark.parametrize("broken", BROKEN)
def test_the_statements_around_it_survive(broken: str) -> None:
    migration = parsed(f"{BEFORE}\n{broken}\n{AFTER}\n")
    assert {problem.rule for problem in migration.problems} == {"syntax-error"}
    texts = [statement.text for statement in migration.statements]
    assert BEFORE[:-1] in texts
    assert any(AFTER[:-1] == text for text in texts)


@pytest.mark.parametrize("broken", BROKEN)
def test_positions_point_into_the_file(broken: str) -> None:
    migration = parsed(f'{BEFORE}\n{broken}\n{AFTER}\nselect count(*) from "größe";')
    *_, last = migration.statements
    place = last.place(last.node["fromClause"][0]["RangeVar"]["location"])
    assert migration.text[place.span.start : place.span.end] == '"größe"'


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(BROKEN[:2] + BROKEN[4:10]), min_size=1, max_size=4), st.integers(0, 3))
def test_any_number_of_broken_statements(broken: list[str], where: int) -> None:
    good = [f"create table t{n} (id bigint);" for n in range(4)]
    lines = [*good[:where], *broken, *good[where:]]
    migration = parsed("\n".join(lines))
    found = [s.node["relation"]["relname"] for s in migration.statements if s.kind == "CreateStmt"]
    assert [name for name in found if name.startswith("t")] == ["t0", "t1", "t2", "t3"]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="create tabl(x);'\"$/*-\\\n\ré<>=\ud800", max_size=80))
def test_no_text_makes_it_raise(text: str) -> None:
    migration = parsed(text)
    assert "".join(text[piece.start : piece.end] for piece in pieces(text)) == text
    for found in migration.problems:
        assert 0 <= found.span.start <= found.span.end <= len(text)
    for statement in migration.statements:
        assert 0 <= statement.start < statement.end <= len(migration.data)


@pytest.mark.parametrize(
    "text",
    [
        "create rule r as on insert to x do also (insert into y values (1); insert into z values (2)); select 1;",
        "create function h(a int) returns int language sql begin atomic select case a when 1 then 2 end; select 3; end;"
        " select 1;",
    ],
)
def test_semicolons_that_end_nothing(text: str) -> None:
    migration = parsed(text + " selec 2;")
    assert len(migration.statements) == 2


# ---- what is said


@pytest.mark.parametrize(
    ("text", "at", "says", "helps"),
    [
        ("create type mood if not exists as enum ('a');", "if", "syntax error", "error is here"),
        (
            "create type if not exists mood as enum ('a');",
            "not",
            "CREATE TYPE has no IF NOT EXISTS",
            "duplicate_object",
        ),
        ("create policy if not exists p on t;", "not", "CREATE POLICY has no IF NOT EXISTS", "DROP POLICY IF EXISTS"),
        (
            "alter table t add constraint if not exists c unique (a);",
            "exists",
            "ADD CONSTRAINT has no IF NOT EXISTS",
            "DROP CONSTRAINT IF EXISTS",
        ),
        ("create table t (a int, index i (a desc));", "desc", "no INDEX inside CREATE TABLE", "CREATE INDEX"),
        (
            "create table t (a int, unique (a) where a > 1);",
            "where",
            "UNIQUE constraint takes no WHERE",
            "UNIQUE INDEX",
        ),
        ("create table t (a int,);", ")", "an extra comma before `)`", "comma"),
        ("// hello\nselect 1;", "//", "start a comment", "--"),
        ("create table t (a int, user text);", "user", "reserved word", '"user"'),
        ("create policy p on t for insert, update using (true);", ",", "one command or for ALL", "per command"),
        ("select 1\ncreate table t (a int);", "1", "a semicolon is missing", "`;`"),
        ("select 'abc", "'abc", "unterminated quoted string", "doubled"),
        ("select\xa01;", "select\xa01", "invisible character", "U+00A0"),
        ("select (1", "1", "incomplete", "parenthesis"),
        ("create tabel t (a int);", "tabel", 'at or near "tabel"', "error is here"),
        ("do $$ begin perform f($$a$$); end $$;", "$$", "closes the body", "$job$"),
        ("/* a /* b */ select 1;", "/*", "inside a comment", "nest"),
    ],
)
def test_says_what_is_wrong_and_what_to_write(text: str, at: str, says: str, helps: str) -> None:
    points_at, message, help = problem(text)
    assert points_at == at
    assert says in message
    assert helps in help


def test_psql_commands_are_one_finding() -> None:
    points_at, message, _ = problem("\\restrict a\nselect 1;\n\\connect b\n\\unrestrict a\n")
    assert points_at == "\\restrict a"
    assert message.startswith("3 psql commands (\\restrict, \\connect, \\unrestrict)")


def test_copy_data_is_one_finding_and_no_sql() -> None:
    text = "copy a (b) from stdin;\nselect 1;\n\\.\ncopy c (d) from stdin;\n'\n\\.\nselect 2;\nselec"
    migration = parsed(text)
    assert [s.kind for s in migration.statements] == ["CopyStmt", "CopyStmt", "SelectStmt"]
    assert "2 COPY" in migration.problems[0].message


def test_copy_without_data_swallows_nothing() -> None:
    assert len(parsed("copy a from stdin;\nselect 1;\nselec").statements) == 2


def test_a_conflict_counts_with_its_upper_side() -> None:
    text = "<<<<<<< HEAD\ncreate table ours ();\n=======\ncreate table theirs ();\n>>>>>>> x\ncreate table either ();"
    migration = parsed(text)
    assert [s.node["relation"]["relname"] for s in migration.statements] == ["ours", "either"]
    (found,) = migration.problems
    assert text[found.span.start : found.span.end] == "<<<<<<< HEAD"


@pytest.mark.parametrize(
    "text",
    [
        "create type if not exists mood as enum ('a', 'b');",
        "create table t (a int,);",
        "create table t (\n  // x\n  a int);",
    ],
)
def test_a_plain_slip_keeps_its_statement(text: str) -> None:
    (statement,) = parsed(text).statements
    assert statement.repaired


def test_missing_semicolons_lose_no_statement() -> None:
    text = "create table a (id int)\ncreate table b (id int)\n  insert into a values (1)\nalter table b add c int"
    migration = parsed(text)
    assert [s.kind for s in migration.statements] == ["CreateStmt", "CreateStmt", "InsertStmt", "AlterTableStmt"]
    assert not any(s.repaired for s in migration.statements)
    assert len(migration.problems) == 3


# ---- too deep


def test_a_long_sum_is_valid_and_stays() -> None:
    migration = parsed("create table a (); select " + "1 + " * 600 + "1; create table b ();")
    assert [s.kind for s in migration.statements] == ["CreateStmt", "SelectStmt", "CreateStmt"]
    assert [p.rule for p in migration.problems] == ["opaque-sql"]


@pytest.mark.parametrize(
    "deep", ["select " + "1 + " * 100_000 + "1;", "select " + "(" * 20_000 + "1" + ")" * 20_000 + ";"]
)
def test_what_no_parser_holds_is_opaque(deep: str) -> None:
    migration = parsed(f"create table a (); {deep} create table b ();")
    assert [s.kind for s in migration.statements] == ["CreateStmt", "CreateStmt"]
    assert [p.rule for p in migration.problems] == ["opaque-sql"]


def test_an_object_that_exists_is_no_news_for_a_repaired_statement() -> None:
    replay = Replay(Target(platform="postgres"))
    load_prelude(replay)
    migration = parsed("create type mood as enum ('a');\ncreate type if not exists mood as enum ('b');")
    replay.begin_file(migration)
    first, second = migration.statements
    assert [type(change) for change in replay.apply(first)] == [TypeCreated]
    assert replay.apply(second) == ()
