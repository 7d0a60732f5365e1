"""DO blocks: what is certain is done, what is not leaves the catalog honest about it."""

# ruff: noqa: E501 - SQL stands on one line

from __future__ import annotations

from pathlib import Path

from miglint.changes import PolicyDropped, RowSecurityChanged, SqlNotFollowed, StatementRefused, TableCreated
from miglint.parse import parse
from miglint.replay import HANDLERS, Context, Replay
from miglint.replay.plpgsql.event_triggers import fire_event_triggers
from miglint.replay.prelude import load_prelude
from miglint.source import Migration
from miglint.step import Target

from .replaying import Replayed


def block(body: str, before: str = "") -> Replayed:
    return Replayed(f"{before}\nDO $$ {body} $$;")


def tables(replayed: Replayed) -> list[str]:
    return [t.name for t in replayed.catalog.tables() if t.schema == "public"]


def text_at(change: StatementRefused | TableCreated | SqlNotFollowed) -> str:
    place = change.place()
    return place.migration.text[place.span.start : place.span.end]


def test_loop_over_an_array() -> None:
    replayed = block(
        """DECLARE n text; BEGIN FOREACH n IN ARRAY ARRAY['x', 'Y z'] LOOP
        EXECUTE format('CREATE TABLE %I (id int)', n); EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', n);
        END LOOP; END"""
    )
    assert [(t.name, t.rls_enabled) for t in replayed.catalog.tables() if t.schema == "public"] == [
        ("x", True),
        ("Y z", True),
    ]


def test_guard_keeps_what_is_there() -> None:
    replayed = block(
        "BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type WHERE typname = 'mood') THEN CREATE TYPE mood AS ENUM ('b'); END IF; END",
        "CREATE TYPE mood AS ENUM ('a');",
    )
    mood = replayed.catalog.type_named("public", "mood")
    assert mood is not None
    assert mood.labels == ("a",)
    assert replayed.refusals == []


def test_exception_block_undoes_its_body() -> None:
    replayed = block("BEGIN CREATE TABLE b (i int); CREATE TABLE a (i int); EXCEPTION WHEN duplicate_table THEN NULL; END",
                     "CREATE TABLE a (i int);")  # fmt: skip
    assert tables(replayed) == ["a"]
    assert replayed.refusals == []


def test_other_conditions_do_not_catch() -> None:
    replayed = block(
        "BEGIN CREATE TABLE a (i int); EXCEPTION WHEN undefined_table THEN NULL; END", "CREATE TABLE a (i int);"
    )
    assert replayed.refusals == ["42P07"]


def test_condition_by_sqlstate() -> None:
    replayed = block(
        "BEGIN CREATE TABLE a (i int); EXCEPTION WHEN SQLSTATE '42P07' THEN NULL; END", "CREATE TABLE a (i int);"
    )
    assert replayed.refusals == []


def test_missing_table_is_caught_and_not_assumed() -> None:
    replayed = block(
        "BEGIN ALTER TABLE nowhere ADD b int; EXCEPTION WHEN undefined_table THEN CREATE TABLE c (i int); END"
    )
    assert tables(replayed) == ["c"]


def test_uncaught_error_undoes_the_block_and_points_inside() -> None:
    replayed = block("BEGIN CREATE TABLE b (i int); CREATE TABLE a (i int); END", "CREATE TABLE a (i int);")
    (refused,) = replayed.of(StatementRefused)
    assert tables(replayed) == ["a"]
    assert text_at(refused) == "a"
    assert refused.place().span.start > replayed.changes[0].statement.migration.text.index("b (i int)")


def test_second_of_two_equal_statements_is_found() -> None:
    replayed = block(
        "BEGIN\nDROP TABLE IF EXISTS t;\nCREATE TABLE t (i int);\nDROP TABLE t;\nCREATE TABLE t (i int);\nEND"
    )
    lines = [change.place().start.line for change in replayed.of(TableCreated)]
    assert lines == [4, 6]


def test_positions_inside_a_literal_of_execute() -> None:
    replayed = block("BEGIN EXECUTE 'CREATE TABLE made (i int)'; END")
    assert text_at(replayed.of(TableCreated)[0]) == "made"


def test_loop_over_policies() -> None:
    replayed = block(
        """DECLARE p record; BEGIN FOR p IN SELECT policyname FROM pg_policies WHERE tablename = 'a' LOOP
        EXECUTE 'DROP POLICY ' || quote_ident(p.policyname) || ' ON public.a'; END LOOP; END""",
        'CREATE TABLE a (i int); CREATE POLICY p ON a USING (true); CREATE POLICY "Q q" ON a USING (true);',
    )
    assert [c.policy.name for c in replayed.of(PolicyDropped)] == ["p", "Q q"]


def test_raise_on_a_known_condition() -> None:
    replayed = block(
        "BEGIN IF NOT EXISTS (SELECT 1 FROM pg_tables WHERE tablename = 'b') THEN RAISE EXCEPTION 'no %', 'b'; END IF; END"
    )
    (refused,) = replayed.of(StatementRefused)
    assert (refused.sqlstate, refused.message) == ("P0001", "no b")


def test_raise_on_data_is_not_taken() -> None:
    replayed = block(
        "DECLARE n int; BEGIN SELECT count(*) INTO n FROM a; IF n > 0 THEN RAISE EXCEPTION 'rows'; END IF; CREATE TABLE b (i int); END",
        "CREATE TABLE a (i int);",
    )
    assert tables(replayed) == ["a", "b"]
    assert replayed.of(SqlNotFollowed) == []


def test_ddl_behind_a_condition_on_data_is_unknown() -> None:
    replayed = block(
        "BEGIN IF (SELECT count(*) FROM a) > 0 THEN ALTER TABLE a ENABLE ROW LEVEL SECURITY; END IF; END",
        "CREATE TABLE a (i int); CREATE TABLE b (i int);",
    )
    assert len(replayed.of(SqlNotFollowed)) == 1
    assert not replayed.table("a").rls_enabled
    assert not replayed.catalog.knows("rls", replayed.table("a"))
    assert replayed.catalog.knows("rls", replayed.table("b"))
    assert replayed.catalog.knows("policies", replayed.table("a"))


def test_ddl_behind_a_return_on_data_is_unknown() -> None:
    replayed = block(
        "BEGIN IF (SELECT count(*) FROM a) > 0 THEN RETURN; END IF; ALTER TABLE a ENABLE ROW LEVEL SECURITY; END",
        "CREATE TABLE a (i int);",
    )
    assert replayed.of(RowSecurityChanged) == []
    assert not replayed.catalog.knows("rls", replayed.table("a"))


def test_data_changes_say_nothing() -> None:
    replayed = block(
        "DECLARE r record; BEGIN FOR r IN SELECT * FROM a LOOP UPDATE a SET i = r.i + 1; END LOOP; EXECUTE 'DELETE FROM a WHERE i = ' || (SELECT max(i) FROM a); END",
        "CREATE TABLE a (i int);",
    )
    assert [type(c).__name__ for c in replayed.changes] == ["TableCreated"]


def test_unknown_name_in_execute_taints_one_aspect() -> None:
    replayed = block(
        "DECLARE r record; BEGIN FOR r IN SELECT t FROM a LOOP EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', r.t); END LOOP; END",
        "CREATE TABLE a (t text);",
    )
    (change,) = replayed.of(SqlNotFollowed)
    assert change.blind == ("rls of everything",)
    assert text_at(change).startswith("format(")
    assert replayed.catalog.knows("columns", replayed.table("a"))


def test_known_table_narrows_the_taint() -> None:
    replayed = block(
        "DECLARE n text; BEGIN SELECT t INTO n FROM a; EXECUTE format('DROP POLICY %I ON public.a', n); END",
        "CREATE TABLE a (t text); CREATE TABLE b (t text);",
    )
    assert not replayed.catalog.knows("policies", replayed.table("a"))
    assert replayed.catalog.knows("policies", replayed.table("b"))


def test_endless_loop_ends() -> None:
    replayed = block("DECLARE n int := 0; BEGIN CREATE TABLE a (i int); WHILE true LOOP n := n + 1; END LOOP; END")
    assert [c.reason for c in replayed.of(SqlNotFollowed)] == ["the block takes too many steps"]


def test_integer_loop_with_exit() -> None:
    replayed = block(
        "BEGIN FOR i IN 1..9 LOOP EXIT WHEN i > 2; EXECUTE 'CREATE TABLE t' || i || ' (a int)'; END LOOP; END"
    )
    assert tables(replayed) == ["t1", "t2"]


def test_types_of_other_schemas_do_not_hide_the_block() -> None:
    replayed = block("DECLARE m app.mood; BEGIN CREATE TABLE a (i int); END", "CREATE SCHEMA app;")
    assert tables(replayed) == ["a"]


def test_patched_function() -> None:
    replayed = block(
        """DECLARE d text; BEGIN SELECT pg_get_functiondef('public.f(int)'::regprocedure) INTO d;
        EXECUTE replace(d, 'old', 'new'); END""",
        "CREATE FUNCTION f(a int) RETURNS text LANGUAGE sql STABLE SET search_path = '' AS 'SELECT ''old''';",
    )
    (routine,) = replayed.catalog.routines_named("public", "f")
    assert routine.body == "SELECT 'new'"
    assert routine.volatility == "stable"
    assert replayed.refusals == []


def test_called_procedure() -> None:
    replayed = Replayed(
        "CREATE PROCEDURE make(n text) LANGUAGE plpgsql AS $$ BEGIN EXECUTE format('CREATE TABLE %I (i int)', n); END $$;"
        "CALL make('made');"
    )
    assert tables(replayed) == ["made"]


def test_performed_function() -> None:
    replayed = block(
        "BEGIN PERFORM setup(); END", "CREATE FUNCTION setup() RETURNS void LANGUAGE sql AS 'CREATE TABLE s (i int)';"
    )
    assert tables(replayed) == ["s"]


def test_procedure_that_calls_itself_ends() -> None:
    replayed = Replayed("CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN CALL p(); CALL p(); END $$; CALL p();")
    assert replayed.refusals == []


def test_event_trigger_enables_row_level_security() -> None:
    sql = """CREATE FUNCTION rls_auto_enable() RETURNS event_trigger LANGUAGE plpgsql AS $$ DECLARE cmd record; BEGIN
        FOR cmd IN SELECT * FROM pg_event_trigger_ddl_commands() WHERE command_tag = 'CREATE TABLE' LOOP
        IF cmd.schema_name = 'public' THEN
        EXECUTE format('alter table if exists %s enable row level security', cmd.object_identity); END IF;
        END LOOP; END $$;
        CREATE EVENT TRIGGER ensure_rls ON ddl_command_end WHEN TAG IN ('CREATE TABLE') EXECUTE FUNCTION rls_auto_enable();
        CREATE TABLE late (i int);"""
    replay = Replay(Target(platform="postgres"))
    load_prelude(replay)
    migration = Migration(Path("20250101000000_test.sql"), sql)
    parse(migration)
    *first, last = migration.statements
    for statement in first:
        replay.apply(statement)
    context, mark = Context(replay, last), replay.catalog.mark()
    HANDLERS[last.kind](context, last.node)
    fire_event_triggers(context, mark)
    assert [t.rls_enabled for t in replay.catalog.tables() if t.name == "late"] == [True]
