"""PL/pgSQL bodies that PostgreSQL would not compile: what it says, and where."""

from __future__ import annotations

import pytest
from helpers.replays import postgres

from miglint.catalog.changes import StatementRefused


def refused(body: str, returns: str = "int", before: str = "") -> tuple[str, str, str]:
    """The SQLSTATE, the message, and the text that the refusal points at."""
    replayed = postgres(f"{before}CREATE FUNCTION f() RETURNS {returns} LANGUAGE plpgsql AS $$\n{body}\n$$;")
    (found,) = [c for c in replayed.changes if isinstance(c, StatementRefused)]
    place = found.place()
    return found.sqlstate, found.message, place.migration.text[place.span.start : place.span.end]


@pytest.mark.parametrize(
    ("body", "sqlstate", "words", "at"),
    [
        ("BEGIN\n  total := 1;\n  RETURN 1;\nEND", "42601", '"total" is not a known variable', "total"),
        ("BEGIN\n  RETURN 1\nEND", "42601", "syntax error at end of input", "END"),
        ("BEGIN\n  IF true THEN\n    RETURN 1;\nEND", "42601", "syntax error at end of input", "END"),
        ("BEGIN\n  PERFORM 1;\n  SELECT 1, FROM t;\n  RETURN 1;\nEND", "42601", 'at or near "FROM"', "FROM"),
        ("BEGIN\n  RETURN 1;\n  END IF;\nEND", "42601", 'syntax error at or near "IF"', "IF"),
        ("BEGIN\n  RETURN QUERY SELECT 1;\nEND", "42804", "cannot use RETURN QUERY in a non-SETOF function", "RETURN"),
        (
            "BEGIN\n  RAISE NOTICE '% %', 1;\n  RETURN 1;\nEND",
            "42601",
            "too few parameters specified for RAISE",
            "RAISE",
        ),
        ("DECLARE\n  a int;\n  a text;\nBEGIN\n  RETURN 1;\nEND", "42601", 'duplicate declaration at or near "a"', "a"),
        (
            "-- Ünïcode: €\nDECLARE\n  a datetime;\nBEGIN\n  RETURN 1;\nEND",
            "42704",
            'type "datetime" does not exist',
            "datetime",
        ),
        ("BEGIN\n  RETURN 1;\nEXCEPTION WHEN odd THEN\n  RETURN 2;\nEND", "42704", 'exception condition "odd"', "odd"),
    ],
)
def test_refused(body: str, sqlstate: str, words: str, at: str) -> None:
    state, message, place = refused(body)
    assert (state, place) == (sqlstate, at)
    assert words in message


def test_carriage_returns_move_nothing() -> None:
    assert refused("BEGIN\r\n  -- é\r\n  total := 1;\r\nEND")[2] == "total"


def test_a_column_that_a_variable_is_typed_by() -> None:
    table = "CREATE TABLE t (id int);\n"
    assert refused("DECLARE\n  a t.nick%TYPE;\nBEGIN\n  RETURN 1;\nEND", before=table)[0] == "42703"


def test_the_routine_is_not_there() -> None:
    replayed = postgres("CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1 END $$;")
    assert not replayed.catalog.routines_named("public", "f")


@pytest.mark.parametrize(
    "body",
    [
        (
            "DECLARE m mood; r t%ROWTYPE; s t; ms mood[]; BEGIN SELECT id, m INTO r.id, m FROM t; s.id := 1; "
            "RETURN s.id; END"
        ),
        "DECLARE around t.id%TYPE; inside around%TYPE; BEGIN RETURN inside; END",
        "BEGIN RETURN (SELECT nothing FROM nowhere); END",
        "DECLARE c CURSOR FOR SELECT 1; a ALIAS FOR found; BEGIN FOR r IN c LOOP NULL; END LOOP; RETURN 1; END",
    ],
)
def test_what_postgresql_compiles(body: str) -> None:
    made = "CREATE TYPE mood AS ENUM ('glad'); CREATE TABLE t (id int, m mood);"
    replayed = postgres(f"{made} CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ {body} $$;")
    assert [c.message for c in replayed.changes if isinstance(c, StatementRefused)] == []


def test_bodies_are_not_checked_where_that_is_off() -> None:
    body = "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1 END $$;"
    replayed = postgres(f"SET check_function_bodies = off; {body}")
    assert not any(isinstance(c, StatementRefused) for c in replayed.changes)
