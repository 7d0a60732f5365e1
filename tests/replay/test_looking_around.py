"""Blocks that change nothing whatever they find, and those that look like them but do."""

from __future__ import annotations

import pytest

from miglint.catalog.changes import RoutineCreated, TableCreated

from .replaying import Replayed

MAKER = """
CREATE FUNCTION maker() RETURNS int LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE made (); RETURN 1; END $$;
CREATE TABLE t (id int);
"""


def block(statements: str) -> Replayed:
    return Replayed(f"{MAKER} DO $$ DECLARE n int; r record; BEGIN {statements} END $$;")


@pytest.mark.parametrize(
    "statements",
    [
        "SELECT count(*) INTO n FROM pg_class WHERE relname LIKE '%x/y%'; RAISE NOTICE '% of them', n;",
        "FOR r IN SELECT relname FROM pg_class LOOP n := n + 1; IF n > 3 THEN EXIT; END IF; END LOOP;",
        "IF (SELECT count(*) FROM t) > 0 THEN RAISE WARNING 'rows'; ELSE RETURN; END IF;",
    ],
)
def test_looking_around_changes_and_reports_nothing(statements: str) -> None:
    assert [type(change) for change in block(statements).changes] == [RoutineCreated, TableCreated]


@pytest.mark.parametrize(
    ("statements", "sqlstate"),
    [
        ("IF (SELECT count(*) FROM pg_class) > 0 THEN RAISE EXCEPTION 'stop'; END IF;", "P0001"),
        ("SELECT relname INTO STRICT r FROM pg_class WHERE relname = 'absent';", "P0002"),
        ("SELECT 1 / count(*) INTO n FROM pg_class WHERE relname = 'absent';", "22012"),
        ("n := 7 % 0;", "22012"),
        ("EXECUTE 'CREATE TABLE t ()';", "42P07"),
    ],
)
def test_what_fails_is_refused(statements: str, sqlstate: str) -> None:
    assert block(statements).refusals == [sqlstate]


@pytest.mark.parametrize(
    "statements",
    ["n := maker();", 'n := "maker"();', "SELECT Public.Maker() INTO n;", "IF maker() = 1 THEN RETURN; END IF;"],
)
def test_call_of_a_routine_is_run(statements: str) -> None:
    assert block(statements).catalog.named("public", "made") is not None


def test_default_of_a_variable_is_run() -> None:
    replayed = Replayed(f"{MAKER} DO $$ DECLARE n int := maker(); BEGIN RAISE NOTICE '%', n; END $$;")
    assert replayed.catalog.named("public", "made") is not None
