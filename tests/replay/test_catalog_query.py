"""Queries of pg_catalog and information_schema, answered from the replayed catalog."""

# ruff: noqa: E501 - SQL stands on one line

from __future__ import annotations

import pytest
from helpers.replays import postgres

from miglint.catalog.changes import SqlNotFollowed, StatementRefused

SCHEMA = """
CREATE SCHEMA app;
CREATE TABLE a (id int PRIMARY KEY, t varchar(20) NOT NULL DEFAULT 'x', CONSTRAINT odd CHECK (t IN ('x', 'y')));
CREATE TABLE app.b (id int, a_id int CONSTRAINT b_a_fk REFERENCES public.a ON DELETE CASCADE);
CREATE INDEX b_idx ON app.b (a_id);
CREATE VIEW v AS SELECT id FROM a;
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE FUNCTION f(n int) RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1';
CREATE POLICY p ON a FOR SELECT USING (t = 'x');
ALTER TABLE a ENABLE ROW LEVEL SECURITY;
CREATE ROLE boss SUPERUSER;
CREATE ROLE clerk;
"""


def answer(expression: str) -> str:
    """The value of an expression as text, by way of RAISE."""
    replayed = postgres(f"{SCHEMA}\nDO $$ BEGIN RAISE EXCEPTION '%', {expression}; END $$;")
    assert replayed.of(SqlNotFollowed) == []
    (refused,) = replayed.of(StatementRefused)
    return refused.message


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT count(*) FROM pg_tables WHERE schemaname IN ('public', 'app')", "2"),
        ("SELECT relrowsecurity::text FROM pg_class WHERE oid = 'public.a'::regclass", "true"),
        ("SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = 'b'", "app"),
        ("SELECT n.nspname FROM pg_class c, pg_namespace n WHERE n.oid = c.relnamespace AND c.relname = 'b'", "app"),
        ("SELECT data_type FROM information_schema.columns WHERE table_name = 'a' AND column_name = 't'", "character varying"),
        ("SELECT is_nullable FROM information_schema.columns WHERE table_name = 'b' AND column_name = 'a_id'", "YES"),
        ("SELECT string_agg(column_name, ',' ORDER BY ordinal_position DESC) FROM information_schema.columns WHERE table_name = 'a'", "t,id"),
        ("SELECT string_agg(enumlabel, ',' ORDER BY enumsortorder) FROM pg_enum WHERE enumtypid = 'mood'::regtype", "sad,glad"),
        ("SELECT confdeltype FROM pg_constraint WHERE conname = 'b_a_fk'", "c"),
        ("SELECT conname FROM pg_constraint WHERE conrelid = 'a'::regclass AND contype = 'c' AND pg_get_constraintdef(oid) ILIKE '%t%'", "odd"),
        ("SELECT delete_rule FROM information_schema.referential_constraints WHERE constraint_name = 'b_a_fk'", "CASCADE"),
        ("SELECT indexname FROM pg_indexes WHERE schemaname = 'app' AND tablename = 'b'", "b_idx"),
        ("SELECT viewname FROM pg_views WHERE schemaname = 'public'", "v"),
        ("SELECT prosecdef::text FROM pg_proc WHERE proname = 'f'", "true"),
        ("SELECT oid::regprocedure::text FROM pg_proc WHERE proname = 'f'", "f(integer)"),
        ("SELECT cmd FROM pg_policies WHERE tablename = 'a'", "SELECT"),
        ("SELECT a.attname FROM pg_attribute a WHERE a.attrelid = 'app.b'::regclass AND a.attnum = 2", "a_id"),
        ("SELECT count(*) FROM (SELECT 1 UNION SELECT 1 UNION ALL SELECT 2) s", "2"),
        ("SELECT x FROM unnest(ARRAY['p', 'q']) x LIMIT 1 OFFSET 1", "q"),
        ("SELECT s || n FROM (VALUES ('k', 1), ('l', 2)) v (s, n) WHERE n > 1", "l2"),
        ("SELECT c.relname FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid WHERE c.relkind = 'r' AND p.oid IS NULL", "b"),
        ("SELECT string_agg(n.nspname || '.' || c.relname, ',' ORDER BY c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN ('public', 'app') AND c.relkind = 'r' AND c.relname LIKE '_'", "public.a,app.b"),
        ("SELECT string_agg(c.relname || coalesce(':' || p.polname, ''), ',' ORDER BY c.relname) FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid AND p.polcmd = 'r' WHERE c.relkind = 'r' AND coalesce(p.polname, 'p') = 'p' AND c.relname IN ('a', 'b')", "a:p,b"),
        (r"SELECT string_agg(x, ' ' ORDER BY x) FROM unnest(ARRAY['a_b', 'axb', 'a%b', 'a\b']) x WHERE x LIKE 'a\_b' ESCAPE '\'", "a_b"),
        (r"SELECT string_agg(x, ' ' ORDER BY x) FROM unnest(ARRAY['a_b', 'axb', 'a%b', 'a\b']) x WHERE x LIKE 'a!%b' ESCAPE '!'", "a%b"),
        (r"SELECT string_agg(x, ' ' ORDER BY x) FROM unnest(ARRAY['a_b', 'axb', 'a%b', 'a\b']) x WHERE x LIKE 'a\b' ESCAPE ''", r"a\b"),
        (r"SELECT string_agg(x, ' ' ORDER BY x) FROM unnest(ARRAY['a_b', 'axb', 'a%b', 'a\b']) x WHERE x NOT ILIKE 'A#\B' ESCAPE '#'", "a%b a_b axb"),
        ("SELECT count(*) FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid AND p.polcmd = 'w' WHERE c.relname = 'a' AND p.polcmd = 'w'", "0"),
        ("SELECT (to_row.c).relrowsecurity::text FROM (SELECT c FROM pg_class c WHERE c.relname = 'a') to_row", "true"),
        ("SELECT count(*) FROM pg_attribute a, pg_class c WHERE a.attrelid = c.oid AND c.relname = 'a' AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND a.attname = 't')", "1"),
        ("SELECT relname FROM pg_class WHERE relkind = ANY (ARRAY['v', 'm']) AND relnamespace = 'public'::regnamespace", "v"),
    ],
)  # fmt: skip
def test_query(query: str, expected: str) -> None:
    assert answer(f"({query})") == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("format('%I.%I = %L, %s %%', 'public', 'My t', 'it''s', NULL)", "public.\"My t\" = 'it''s',  %"),
        ("format('%2$s %1$s', 'a', 'b')", "b a"),
        ("coalesce(to_regclass('public.nothing')::text, 'none')", "none"),
        ("to_regclass('app.b')::text", "app.b"),
        ("CASE WHEN 'abc' LIKE 'a_c' AND 'abc' !~ '^b' THEN 'yes' ELSE 'no' END", "yes"),
        ("(ARRAY['a', 'b', 'c'])[2]", "b"),
        ("array_to_string(ARRAY['a', 'b'] || 'c'::text, '-')", "a-b-c"),
        ("coalesce((NULL = 1)::text, 'null')", "null"),
        ("(1 + 2 * 3)", "7"),
        ("1.50", "1.50"),
        ("true", "t"),
        ("NULL", "<NULL>"),
        ("coalesce(to_regtype('nothing')::text, 'none')", "none"),
        ("to_regtype('Mood')::text", "mood"),
        ("has_table_privilege('boss', 'a', 'SELECT')", "t"),
        ("has_table_privilege('clerk', 'a', 'SELECT')", "f"),
    ],
)
def test_expression(expression: str, expected: str) -> None:
    assert answer(expression) == expected


@pytest.mark.parametrize(("table", "doubt"), [("u_a", True), ("u_b", True), ("other", False)])
def test_name_known_in_part_may_be_what_begins_with_it(table: str, doubt: bool) -> None:
    count = "SELECT count(*) FROM pg_class c WHERE c.relname = 'u_' || to_char(now(), 'YY')"
    replayed = postgres(
        f"CREATE TABLE {table} (); DO $$ BEGIN IF ({count}) = 0 THEN CREATE TABLE new (); END IF; END $$;"
    )
    assert bool(replayed.of(SqlNotFollowed)) is doubt


def test_rows_of_user_tables_are_unknown() -> None:
    replayed = postgres(f"{SCHEMA}\nDO $$ BEGIN IF EXISTS (SELECT 1 FROM a) THEN DROP TABLE app.b; END IF; END $$;")
    assert replayed.of(SqlNotFollowed)[0].blind == ("existence of app.b",)


MANY = """
CREATE TABLE a (id int);
INSERT INTO a VALUES (1);
"""


@pytest.mark.parametrize("table", ["n1", "n60", "n9"])
def test_what_may_be_there_stays_in_doubt_however_many_there_are(table: str) -> None:
    made = " ".join(f"CREATE TABLE n{i} ();" for i in range(1, 61))
    replayed = postgres(
        f"{MANY} DO $$ BEGIN IF EXISTS (SELECT 1 FROM a) THEN {made} END IF; END $$;"
        f"DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_tables WHERE tablename = '{table}') THEN CREATE TABLE b (); END IF; END $$;"
    )
    assert replayed.of(SqlNotFollowed)[1].blind == ("existence of public.b",)


def test_a_loop_over_many_possible_rows_leaves_the_rest_unknown() -> None:
    replayed = postgres(
        f"{MANY} DO $$ DECLARE r record; BEGIN FOR r IN SELECT x FROM generate_series(1, 60) x WHERE x < (SELECT id FROM a)"
        " LOOP EXECUTE format('ALTER TABLE n%s ENABLE ROW LEVEL SECURITY', r.x); END LOOP; END $$;"
    )
    (blind,) = [change.blind for change in replayed.of(SqlNotFollowed)]
    assert "rls of n*" in blind


def test_an_error_over_a_row_that_may_not_be_there_need_not_happen() -> None:
    replayed = postgres(
        f"{MANY} DO $$ DECLARE r record; BEGIN FOR r IN SELECT 1 / (x - 1) FROM generate_series(1, 2) x, a LOOP NULL; END LOOP;"
        " CREATE TABLE b (); END $$;"
    )
    assert replayed.refusals == []
    assert replayed.catalog.named("public", "b") is not None


def test_composite_types_of_extensions_are_not_known() -> None:
    """Their attributes are not listed, so that both answers are possible."""
    replayed = postgres(
        "CREATE EXTENSION pgmq; DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_type t JOIN pg_attribute a ON a.attrelid ="
        " t.typrelid WHERE t.typname = 'message_record' AND a.attname = 'headers') THEN RAISE EXCEPTION 'old';"
        " END IF; END $$;"
    )
    assert replayed.of(StatementRefused) == []
