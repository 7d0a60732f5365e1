"""Bodies of routines: what is found in them, where, and what is left alone."""

from __future__ import annotations

import pytest
from helpers.replays import replay

from miglint import broken_routines
from miglint.analysis.bodies.body_pieces import Body
from miglint.analysis.bodies.broken import BodyJudge
from miglint.catalog import Argument, DataType, Routine
from miglint.catalog.changes import Change
from miglint.catalog.target import Target
from miglint.rule.steps import State


def state(*files: str) -> State:
    done = replay(*files)
    changes: dict[int, list[Change]] = {}
    for change in done.changes:
        changes.setdefault(change.oid, []).append(change)
    return State(done.catalog, Target(), changes, done.replay.prelude_mark)


def told(*files: str) -> list[tuple[str, str, str]]:
    """SQLSTATE, message, and the text that is pointed at."""
    found = broken_routines(state(*files))
    return [(b.sqlstate, b.message, b.place.migration.text[slice(*b.place.span)]) for b in found]


TABLE = "CREATE TABLE people (id bigint PRIMARY KEY, name text);\n"


def function(body: str, more: str = "") -> str:
    return f"CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql {more} AS $f$\n{body}\n$f$;\n"


@pytest.mark.parametrize(
    ("lines", "at"),
    [
        (["BEGIN\r", "  -- Ünïcode €\r", "  UPDATE people SET nick = 'ä';\r", "  RETURN 1;\r", "END"], "nick"),
        (
            ["DECLARE n int;", "BEGIN", "  SELECT p.id", "    INTO n", "    FROM people p WHERE p.nick = 'x';", "END"],
            "p.nick",
        ),
        (["BEGIN", "  PERFORM 'ß', nick FROM people;", "END"], "nick"),
        (["BEGIN", "  CASE 1 WHEN 2, (SELECT nick FROM people) THEN RETURN 1; END CASE;", "END"], "nick"),
        (["DECLARE", "  n int := (SELECT nick FROM people);", "BEGIN", "  RETURN n;", "END"], "nick"),
        (["DECLARE", "  c CURSOR FOR SELECT nick FROM people;", "BEGIN", "  RETURN 1;", "END"], "nick"),
        (["BEGIN", "  IF false THEN", "  ELSIF EXISTS (SELECT nick FROM people) THEN", "  END IF;", "END"], "nick"),
        (["BEGIN", "  WITH gone AS (DELETE FROM people WHERE nick = '' RETURNING id)", "SELECT 1;", "END"], "nick"),
        (["BEGIN", "  INSERT INTO people VALUES (1) ON CONFLICT (id) DO UPDATE SET nick = 'x';", "END"], "nick"),
    ],
)
def test_places(lines: list[str], at: str) -> None:
    ((sqlstate, _, place),) = told(TABLE + function("\n".join(lines)))
    assert (sqlstate, place) == ("42703", at)


def test_a_body_in_single_quotes_points_at_the_name() -> None:
    sql = "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN UPDATE people SET nick = ''x''; RETURN 1; END';"
    assert told(TABLE + sql) == [("42703", 'column "nick" of relation "people" does not exist', "f")]


def test_what_took_it_away() -> None:
    change = "ALTER TABLE people RENAME COLUMN name TO full_name;"
    (found,) = broken_routines(state(TABLE + function("BEGIN UPDATE people SET name = ''; RETURN 1; END"), change))
    assert found.hint == "It is called full_name now."
    assert [place.migration.name for place in found.gone] == ["1.sql"]


def test_a_path_that_is_set_later() -> None:
    made = TABLE + function("BEGIN DELETE FROM people; RETURN 1; END")
    (found,) = broken_routines(state(made, "ALTER FUNCTION f() SET search_path = '';"))
    assert found.hint == "Its search_path leaves public out: write public.people."
    assert [place.message for place in found.gone] == ["its search_path is set here"]


@pytest.mark.parametrize(
    "body",
    [
        "BEGIN DELETE FROM nothing; RETURN 1; EXCEPTION WHEN others THEN RETURN 0; END",
        "BEGIN CREATE TABLE nothing (id int); INSERT INTO nothing (id) VALUES (1); RETURN 1; END",
        "BEGIN PERFORM set_config('search_path', 'other', true); DELETE FROM nothing; RETURN 1; END",
        "BEGIN IF EXISTS (SELECT FROM pg_class WHERE relname = 'nothing') THEN DELETE FROM nothing; END IF; END",
        "BEGIN EXECUTE 'DELETE FROM nothing'; RETURN 1; END",
        "DECLARE people record; BEGIN SELECT 1 AS nick INTO people; RETURN people.nick; END",
        "BEGIN RETURN (SELECT count(*) FROM auth.something); END",
        "BEGIN RETURN (SELECT xmin::text::int FROM people LIMIT 1); END",
    ],
)
def test_silence(body: str) -> None:
    assert told(TABLE + function(body)) == []


def test_sql_that_could_not_be_followed_may_have_made_it() -> None:
    made = "DO $$ BEGIN EXECUTE 'CREATE TABLE ' || (SELECT name FROM people) || ' (id int)'; END $$;"
    filled = "INSERT INTO people VALUES (1, 'nothing');"
    assert told(TABLE + filled + made + function("BEGIN DELETE FROM nothing; RETURN 1; END")) == []


def test_handlers_that_raise_again_let_nothing_pass() -> None:
    body = "BEGIN DELETE FROM nothing; RETURN 1; EXCEPTION WHEN others THEN RAISE; END"
    assert [sqlstate for sqlstate, *_ in told(TABLE + function(body))] == ["42P01"]


def test_variables_called_like_columns() -> None:
    made = "CREATE FUNCTION g() RETURNS TABLE (id bigint) LANGUAGE plpgsql AS "
    made += "$$ BEGIN RETURN QUERY SELECT id FROM people; END $$;"
    assert told(TABLE + made) == [("42702", 'column reference "id" is ambiguous', "id")]
    inner = "BEGIN DECLARE name text; BEGIN name := (SELECT p.name FROM people p ORDER BY name); END; RETURN 1; END"
    assert told(TABLE + function(inner)) == []


@pytest.mark.parametrize(
    ("conflict", "found"),
    [
        ("(name)", [("42P10", "name")]),
        ("(id, name)", [("42P10", "id")]),
        ("(nick)", [("42703", "nick")]),
        ("(id)", []),
        ("(name, town)", []),
        ("(town)", [("42P10", "town")]),
        ("(town) WHERE id > 0", []),
        ("(lower(name))", []),
        ("ON CONSTRAINT people_pkey", []),
    ],
)
def test_keys_of_on_conflict(conflict: str, found: list[tuple[str, str]]) -> None:
    table = "CREATE TABLE people (id bigint PRIMARY KEY, name text, town text, UNIQUE (town, name));"
    table += "CREATE UNIQUE INDEX ON people (town) WHERE id > 0; CREATE UNIQUE INDEX ON people (lower(name));"
    body = f"BEGIN\n  INSERT INTO people AS p (id) VALUES (1) ON CONFLICT {conflict} DO NOTHING;\n  RETURN 1;\nEND"
    assert [(sqlstate, place) for sqlstate, _, place in told(table + function(body))] == found


def test_a_variable_called_like_the_key_of_on_conflict() -> None:
    body = "DECLARE id bigint := 1; BEGIN INSERT INTO people AS p VALUES (1) ON CONFLICT (id) DO NOTHING; RETURN 1; END"
    assert [(sqlstate, place) for sqlstate, _, place in told(TABLE + function(body))] == [("42702", "id")]


def test_pieces_of_a_body() -> None:
    body = "DECLARE r people%ROWTYPE; n int := 2; BEGIN n := n + 1; r.id := n; PERFORM g(n); RETURN n - 1; END"
    routine = Routine(oid=1, schema="public", name="f", language="plpgsql", body=body, returns=DataType("int4"),
                      arguments=(Argument("one", DataType("int4")),))  # fmt: skip
    read = Body(routine)
    assert [piece.core.strip() for piece in read.pieces] == ["2", "n + 1", "n", "g(n)", "n - 1"]
    assert [piece.target for piece in read.pieces] == ["", "n", "r.id", "", ""]
    assert {"one", "n", "r", "f"} <= read.variables
    assert read.rows == {"r": ["people"]}


def test_prefilter_loses_nothing_that_was_taken_away() -> None:
    made = "ALTER TABLE base ADD COLUMN x int;" + TABLE + function("BEGIN UPDATE people SET name = ''; RETURN 1; END")
    after = state(made, "ALTER TABLE people DROP COLUMN name;")
    judged = BodyJudge(after.catalog, after.changes, after.is_asked)
    assert not judged.state.whole
    assert [broken.sqlstate for broken in judged.broken()] == ["42703"]


@pytest.mark.parametrize(("asked", "found"), [(None, 1), ("0.sql", 1), ("1.sql", 0), ("2.sql", 1)])
def test_routines_that_nobody_asked_about_are_left_alone(asked: str | None, found: int) -> None:
    """Asked about are those that a file made, and all where it took something away."""
    after = state(
        TABLE + function("BEGIN PERFORM name FROM people; RETURN 1; END"), "SELECT 1;", "ALTER TABLE people DROP name;"
    )
    after.is_asked = None if asked is None else lambda migration: migration.name == asked
    assert len(broken_routines(after)) == found
