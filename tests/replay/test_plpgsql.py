"""DO blocks: what is certain is done, what is not leaves the catalog honest about it."""

# ruff: noqa: E501 - SQL stands on one line

from __future__ import annotations

import pytest
from helpers.replays import Replayed, postgres, replay

from miglint.catalog.changes import (
    ColumnChanged,
    PolicyDropped,
    RowSecurityChanged,
    SqlNotFollowed,
    StatementRefused,
    TableCreated,
)
from miglint.syntax.printer import sql


def block(body: str, before: str = "") -> Replayed:
    return postgres(f"{before}\nDO $$ {body} $$;")


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
        "CREATE TABLE a (i int); INSERT INTO a VALUES (1);",
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
    replayed = postgres(
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
    replayed = postgres("CREATE PROCEDURE p() LANGUAGE plpgsql AS $$ BEGIN CALL p(); CALL p(); END $$; CALL p();")
    assert replayed.refusals == []


RLS_AUTO_ENABLE = """CREATE FUNCTION rls_auto_enable() RETURNS event_trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = 'pg_catalog' AS $$ DECLARE cmd record; BEGIN
    FOR cmd IN SELECT * FROM pg_event_trigger_ddl_commands() WHERE object_type IN ('table', 'partitioned table') LOOP
    IF cmd.schema_name = 'public' THEN
    EXECUTE format('alter table if exists %s enable row level security', cmd.object_identity); END IF;
    END LOOP; END $$;
    CREATE EVENT TRIGGER ensure_rls ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'CREATE TABLE AS', 'SELECT INTO')
    EXECUTE FUNCTION rls_auto_enable();"""


@pytest.mark.parametrize(
    ("sql", "enabled"),
    [
        ("CREATE TABLE late (i int)", True),
        ("CREATE TABLE late AS SELECT 1 AS i", True),
        ("SELECT 1 AS i INTO late", True),
        ("DO 'BEGIN CREATE TABLE late (i int); END'", True),
        ("CREATE SCHEMA s; CREATE TABLE s.late (i int)", False),
        ("DROP EVENT TRIGGER ensure_rls; CREATE TABLE late (i int)", False),
        ("ALTER EVENT TRIGGER ensure_rls DISABLE; CREATE TABLE late (i int)", False),
    ],
)
def test_event_trigger_enables_row_level_security(sql: str, enabled: bool) -> None:
    replayed = postgres(RLS_AUTO_ENABLE + sql)
    assert [t.rls_enabled for t in replayed.catalog.tables() if t.name == "late"] == [enabled]


def test_event_trigger_leaves_the_session_as_it_was() -> None:
    replayed = postgres(RLS_AUTO_ENABLE + "CREATE TABLE first (i int); CREATE TABLE second (i int);")
    assert tables(replayed) == ["first", "second"]


SETUP = """CREATE TABLE a (i int); CREATE TABLE b (i int);
    CREATE FUNCTION protect(t text DEFAULT 'a') RETURNS void LANGUAGE plpgsql AS $$ BEGIN
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t); END $$;"""


@pytest.mark.parametrize(
    ("call", "protected"),
    [
        ("SELECT protect()", ["a"]),
        ("SELECT protect('b')", ["b"]),
        ("SELECT protect(t => 'b')", ["b"]),
        ("SELECT * FROM protect('b')", ["b"]),
        ("SELECT protect(tablename) FROM pg_tables WHERE schemaname = 'public'", ["a", "b"]),
        ("SELECT protect(t) FROM unnest(ARRAY['a', 'b']) AS t WHERE t <> 'a'", ["b"]),
        ("DO 'BEGIN PERFORM protect(''b''); END'", ["b"]),
    ],
)
def test_function_that_a_migration_calls(call: str, protected: list[str]) -> None:
    replayed = postgres(f"{SETUP} {call};")
    assert [t.name for t in replayed.catalog.tables() if t.rls_enabled] == protected


def test_function_called_for_rows_that_may_be_there() -> None:
    replayed = postgres(f"{SETUP} INSERT INTO a VALUES (1); SELECT protect('b') FROM a;")
    assert not replayed.catalog.knows("rls", replayed.table("b"))
    assert replayed.catalog.knows("rls", replayed.table("a"))


def test_stable_function_is_not_run() -> None:
    replayed = postgres(f"{SETUP} ALTER FUNCTION protect(text) STABLE; SELECT protect();")
    assert not replayed.table("a").rls_enabled


def test_routine_runs_with_its_own_search_path() -> None:
    replayed = postgres(
        """CREATE SCHEMA s; CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql SET search_path = s AS
        $$ BEGIN CREATE TABLE inside (i int); END $$; SELECT f(); CREATE TABLE outside (i int);"""
    )
    assert [(t.schema, t.name) for t in replayed.catalog.tables()] == [("s", "inside"), ("public", "outside")]


def test_sql_function_that_a_migration_calls() -> None:
    replayed = postgres("CREATE FUNCTION f() RETURNS void LANGUAGE sql AS 'CREATE TABLE x (i int)'; SELECT f();")
    assert tables(replayed) == ["x"]


def test_branches_that_do_the_same() -> None:
    replayed = block(
        """BEGIN IF (SELECT count(*) FROM t WHERE i IS NULL) > 0 THEN
        UPDATE t SET i = 0; ALTER TABLE t ALTER COLUMN i SET NOT NULL;
        ELSE ALTER TABLE t ALTER COLUMN i SET NOT NULL; END IF; END""",
        "CREATE TABLE t (i int); INSERT INTO t SELECT 1;",
    )
    assert replayed.column("t", "i").not_null
    assert replayed.catalog.knows("columns", replayed.table("t"))


def test_branches_that_make_the_same_object() -> None:
    replayed = block(
        """BEGIN IF (SELECT max(i) FROM t) > 0 THEN CREATE INDEX by_i ON t (i); ELSE CREATE INDEX by_i ON t (i); END IF; END""",
        "CREATE TABLE t (i int); INSERT INTO t SELECT 1;",
    )
    assert [i.name for i in replayed.catalog.indexes()] == ["by_i"]


def test_branches_that_differ_in_a_column() -> None:
    replayed = block(
        """BEGIN IF (SELECT max(i) FROM t) > 0 THEN CREATE INDEX x ON t (i); ELSE CREATE INDEX x ON t (j); END IF; END""",
        "CREATE TABLE t (i int, j int); INSERT INTO t SELECT 1;",
    )
    assert [i.name for i in replayed.catalog.indexes()] == []
    assert not replayed.catalog.knows("indexes", replayed.table("t"))


def test_functions_that_belong_to_no_extension() -> None:
    replayed = block(
        """DECLARE f text; BEGIN FOR f IN SELECT p.oid::regprocedure::text FROM pg_proc p
        JOIN pg_namespace n ON p.pronamespace = n.oid WHERE n.nspname = 'public' AND NOT EXISTS (SELECT 1
        FROM pg_depend d JOIN pg_extension e ON d.refobjid = e.oid WHERE d.objid = p.oid AND e.extname = 'citext') LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', f); END LOOP; END""",
        "CREATE EXTENSION citext; CREATE FUNCTION f(i int) RETURNS int LANGUAGE sql AS 'SELECT 1';",
    )
    assert replayed.of(SqlNotFollowed) == []
    (f,) = replayed.catalog.routines_named("public", "f")
    assert not [grantee for grantee, _ in f.acl.effective(True) if grantee == "public"]


WRAP_CALLS = """DECLARE p record; q text; BEGIN
    FOR p IN SELECT * FROM pg_policies WHERE schemaname = 'public' AND qual LIKE '%auth.uid()%'
    AND qual NOT LIKE '%( SELECT auth.%' LOOP
    q := regexp_replace(p.qual, 'auth\\.uid\\(\\)', '(SELECT auth.uid())', 'g');
    q := regexp_replace(q, 'auth\\.role\\(\\)', '(SELECT auth.role())', 'g');
    EXECUTE format('DROP POLICY %I ON %I.%I', p.policyname, p.schemaname, p.tablename);
    EXECUTE format('CREATE POLICY %I ON %I.%I FOR %s TO %s USING (%s)', p.policyname, p.schemaname, p.tablename,
    p.cmd, array_to_string(p.roles, ', '), q); END LOOP; END"""


def test_policies_made_anew_from_their_own_text() -> None:
    replayed = block(
        WRAP_CALLS,
        """CREATE SCHEMA auth; CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql AS 'SELECT NULL::uuid';
        CREATE TABLE t (owner uuid); CREATE POLICY bare ON t FOR SELECT USING (owner = auth.uid());
        CREATE POLICY wrapped ON t FOR SELECT USING (owner = (SELECT auth.uid()));
        CREATE POLICY plain ON t FOR SELECT USING (true);""",
    )
    policies = {p.name: p for p in replayed.catalog.policies}
    assert replayed.of(SqlNotFollowed) == []
    assert [d.policy.name for d in replayed.of(PolicyDropped)] == ["bare"]
    assert set(policies) == {"bare", "wrapped", "plain"}
    assert policies["bare"].using is not None
    assert policies["wrapped"].using is not None
    assert sql(policies["bare"].using.node) == sql(policies["wrapped"].using.node)


def test_a_definition_in_another_layout_is_not_guessed() -> None:
    replayed = block(
        """DECLARE d text; BEGIN SELECT qual INTO d FROM pg_policies WHERE policyname = 'p';
        IF d LIKE '%(i = 1)%' THEN CREATE TABLE x (i int); END IF; END""",
        "CREATE TABLE t (i int); CREATE POLICY p ON t USING (i = 1);",
    )
    assert tables(replayed) == ["t"]
    assert [r.blind for r in replayed.of(SqlNotFollowed)] == [("existence of public.x",)]


def test_a_name_that_is_known_in_part() -> None:
    replayed = block(
        "BEGIN EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', 'log_' || to_char(now(), 'YYYY')); END",
        "CREATE TABLE log_2025 (i int); CREATE TABLE other (i int);",
    )
    assert not replayed.catalog.knows("rls", replayed.table("log_2025"))
    assert replayed.catalog.knows("rls", replayed.table("other"))


NO_NULLS = """BEGIN IF (SELECT count(*) FROM t WHERE i IS NULL) = 0 THEN ALTER TABLE t ALTER COLUMN i SET NOT NULL;
    ELSE RAISE NOTICE 'some'; END IF; END"""


def test_a_table_that_nothing_has_written_to_is_empty() -> None:
    replayed = block(NO_NULLS, "CREATE TABLE t (i int);")
    assert replayed.column("t", "i").not_null
    assert not replayed.catalog.knows("columns", replayed.table("t"))
    assert replayed.of(ColumnChanged) == []
    assert [change.blind for change in replayed.of(SqlNotFollowed)] == [("columns of public.t",)]


@pytest.mark.parametrize(
    "written",
    [
        "INSERT INTO t VALUES (1)",
        "COPY t FROM '/t.csv'",
        "DO 'BEGIN INSERT INTO t VALUES (1); END'",
        "DO 'BEGIN EXECUTE ''INSERT INTO t VALUES (1)''; END'",
        "WITH x AS (INSERT INTO t VALUES (1) RETURNING i) SELECT * FROM x",
        "CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS 'BEGIN INSERT INTO t VALUES (1); RETURN 1; END'; SELECT f()",
    ],
)
def test_a_table_that_may_have_rows(written: str) -> None:
    replayed = block(NO_NULLS, f"CREATE TABLE t (i int); {written};")
    assert not replayed.column("t", "i").not_null
    assert not replayed.catalog.knows("columns", replayed.table("t"))


def test_a_trigger_may_write_to_any_table() -> None:
    replayed = block(
        NO_NULLS,
        """CREATE TABLE t (i int); CREATE TABLE u (i int);
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO t VALUES (1); RETURN NEW; END';
        CREATE TRIGGER tr AFTER INSERT ON u FOR EACH ROW EXECUTE FUNCTION f(); INSERT INTO u VALUES (1);""",
    )
    assert not replayed.column("t", "i").not_null


def test_an_error_on_an_empty_table_is_not_said() -> None:
    replayed = block(
        "BEGIN IF NOT EXISTS (SELECT FROM t) THEN RAISE EXCEPTION 'no admin'; END IF; CREATE TABLE x (i int); END",
        "CREATE TABLE t (i int);",
    )
    assert replayed.refusals == []
    assert tables(replayed) == ["t", "x"]


ROWS = "CREATE TABLE t (id int UNIQUE CHECK (id > 0), c text);"


@pytest.mark.parametrize(
    ("body", "unsure"),
    [
        ("INSERT INTO t VALUES (-1); CREATE TABLE x (); EXCEPTION WHEN check_violation THEN CREATE TABLE y ();", "xy"),
        ("INSERT INTO t VALUES (1); CREATE TABLE x (); EXCEPTION WHEN OTHERS THEN NULL;", "x"),
        ("EXECUTE 'UPDATE t SET id = 1'; CREATE TABLE x (); EXCEPTION WHEN unique_violation THEN NULL;", "x"),
        ("SELECT id INTO STRICT n FROM t; CREATE TABLE x (); EXCEPTION WHEN no_data_found THEN NULL;", "x"),
        ("INSERT INTO t VALUES (1); CREATE TABLE x (); EXCEPTION WHEN foreign_key_violation THEN NULL;", ""),
        (
            "INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING; CREATE TABLE x (); EXCEPTION WHEN unique_violation THEN NULL;",
            "",
        ),
        ("INSERT INTO t VALUES (1); CREATE TABLE x (); EXCEPTION WHEN OTHERS THEN RAISE;", ""),
        ("INSERT INTO t VALUES (1); CREATE TABLE x (); EXCEPTION WHEN OTHERS THEN CREATE TABLE x ();", ""),
    ],
)
def test_rows_decide_whether_a_block_goes_on(body: str, unsure: str) -> None:
    replayed = block(f"DECLARE n int; BEGIN INSERT INTO t VALUES (0); BEGIN {body} END; END", ROWS)
    assert replayed.refusals == []
    assert "x" in tables(replayed) or unsure == "xy" or "STRICT" in body
    assert sorted(u.name or "" for u in replayed.catalog.unknown if u.aspect == "existence") == list(unsure)


@pytest.mark.parametrize(
    "call",
    [
        "UPDATE t SET c = makes('x')",
        "DELETE FROM t WHERE c = makes('x')",
        "SELECT 1 FROM t WHERE makes('x') = c",
        "SELECT makes(c) FROM t",
        "INSERT INTO t SELECT id, makes(c) FROM t",
        "INSERT INTO t VALUES (1, 'a') RETURNING makes('x')",
        "EXPLAIN ANALYZE UPDATE t SET c = makes('x')",
        "CREATE MATERIALIZED VIEW m AS SELECT makes('x') AS a",
        "SELECT count(*), makes('x') FROM t",
        "DO $$ BEGIN UPDATE t SET c = makes('x'); END $$",
        "DO $$ DECLARE r record; BEGIN FOR r IN SELECT makes(c) FROM t LOOP NULL; END LOOP; END $$",
        "SELECT pgmq.create(c) FROM t",
    ],
)
def test_a_call_for_rows_is_said_to_be_unknown(call: str) -> None:
    replayed = postgres(
        f"""{ROWS} INSERT INTO t VALUES (0);
        CREATE FUNCTION makes(n text) RETURNS text LANGUAGE plpgsql AS
        'BEGIN EXECUTE ''CREATE TABLE '' || n || '' ()''; RETURN n; END';
        {call};"""
    )
    assert replayed.refusals == []
    assert any(u.aspect in ("existence", "all") for u in replayed.catalog.unknown)


def test_what_sql_may_have_made_is_not_missing_from_the_history() -> None:
    """A table that an opaque statement may have made isn't assumed to come from before the history."""
    replayed = postgres("""
        CREATE TABLE names (n text); INSERT INTO names VALUES ('a');
        DO $$ DECLARE r record; BEGIN FOR r IN SELECT n FROM names LOOP
          EXECUTE format('CREATE TABLE %I (id int)', 'part_' || r.n); END LOOP; END $$;
        ALTER TABLE part_a ADD COLUMN b int; ALTER TABLE another ADD COLUMN b int;
    """)
    assert [assumption.object for assumption in replayed.catalog.assumptions] == ["public.another"]


@pytest.mark.parametrize(
    ("command", "caught", "unknown"),
    [
        ("alter table t alter b set not null", "others", {"columns"}),
        ("alter table t alter b set not null", "not_null_violation", {"columns"}),
        ("alter table t alter b set not null", "duplicate_object", set()),
        ("alter table t add constraint c check (b > 0)", "others", {"constraints"}),
        ("alter table t add constraint c check (b > 0) not valid", "others", set()),
        ("alter table t add constraint c unique (b)", "unique_violation", {"constraints", "indexes", "existence"}),
        ("create unique index i on t (b)", "others", {"indexes", "existence"}),
        ("create index i on t (b)", "others", set()),
    ],
)
def test_rows_that_a_statement_checks_may_lead_to_a_handler(command: str, caught: str, unknown: set[str]) -> None:
    made = "create table t (a int, b int); insert into t values (1, null);"
    found = replay(f"{made} do $$ begin {command}; exception when {caught} then null; end $$;")
    assert {row.aspect for row in found.catalog.unknown} <= unknown
    assert bool(found.catalog.unknown) is bool(unknown)


def test_a_name_declared_by_alias_is_a_variable() -> None:
    found = replay(
        "create table hits (n text);"
        "create function f(text) returns void language plpgsql as"
        ' $$ declare n1 alias for $1; "N 2" alias for n1; begin insert into hits values (n1), ("N 2"); end $$;'
        "select f('a');"
    )
    assert found.refusals == []
