"""What queries give and read; the expected answers are PostgreSQL 17's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from miglint.analysis import predicates
from miglint.analysis.dependencies import depends_on
from miglint.analysis.predicates import calls_in, is_constant
from miglint.analysis.query import output_columns
from miglint.catalog import Catalog, Ref, Relation, Routine, Table, Type, View
from miglint.catalog.target import Target
from miglint.replay import Replay
from miglint.syntax.parser import parse_expression, parse_statements
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration
from miglint.syntax.tree import Name

PATH = ("public",)
UID = Name("auth", "uid")
SCHEMA = """create schema public; create schema auth;
create type mood as enum ('sad', 'ok');
create table t (id bigint, name text, code varchar(5), price numeric(10,2), n int, at timestamptz, day date, data jsonb,
    tags text[], feeling mood);
create table u (id bigint, t_id bigint, label text, amount int);
create sequence s;
create function g(a int) returns mood language sql as 'select null::mood';
create function g(a int, b int) returns text language sql as 'select null';
create function rows_of() returns table (x int, y text) language sql as 'select 1, current_user';
create function ts() returns setof t language sql as 'select * from t';
create function has(m mood) returns boolean language sql as 'select true';
create view v as select id, name from t;
grant select on missing to public;
"""


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    replay = Replay(Target(platform="postgres"))
    replay.session.default_path = PATH
    replay.session.reset()
    migration = Migration(Path("1_a.sql"), SCHEMA)
    parse(migration)
    for statement in migration.statements:
        replay.apply(statement)
    return replay.catalog


def query(sql: str) -> dict[str, object]:
    ((kind, fields),) = parse_statements(sql)
    return {kind: fields}


def gives(catalog: Catalog, sql: str) -> str:
    """The columns of a query: "a bigint, b text"; "..." behind them where those are not all."""
    columns, known = output_columns(query(sql), catalog, PATH)
    return ", ".join([f"{c.name} {catalog.format_type(c.type)}" for c in columns] + ([] if known else ["..."]))


def reads(catalog: Catalog, sql: str) -> set[str]:
    """What a query depends on: "t", "t.id", "g", "mood"."""
    return {label(catalog, ref) for ref in depends_on(query(sql), catalog, PATH)}


def label(catalog: Catalog, ref: Ref) -> str:
    found: Relation | Routine | Type | None = (
        catalog.relation(ref.oid) or catalog.routine(ref.oid) or catalog.type(ref.oid)
    )
    assert found is not None
    if ref.attnum:
        assert isinstance(found, (Table, View))
        column = found.column(ref.attnum)
        assert column is not None
        return f"{found.name}.{column.name}"
    return found.name


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("select count(*), sum(n), avg(n), max(code) from t", "count bigint, sum bigint, avg numeric, max text"),
        ("select sum(id), min(price), array_agg(id) from t", "sum numeric, min numeric, array_agg bigint[]"),
        ("select id + n, price * 2, n / 2.0 as x from t", "?column? bigint, ?column? numeric, x numeric"),
        ("select at - at as a, day - day as b, day + 1 as c from t", "a interval, b integer, c date"),
        ("select data -> 'a' as a, data ->> 'a' as b from t", "a jsonb, b text"),
        ("select name || 'x' as a, id = 1 as b, -n as c from t", "a text, b boolean, c integer"),
        ("select at::date, 1::bigint, 'x'::text from t", "at date, int8 bigint, text text"),
        ("select 'x', null, 1.5, true", "?column? text, ?column? text, ?column? numeric, ?column? boolean"),
        ("select current_date, 12345678901 as big", "current_date date, big bigint"),
        ("select coalesce(name, 'x'), nullif(n, 0) from t", "coalesce text, nullif integer"),
        ("select greatest(n, 1), now() from t", "greatest integer, now timestamp with time zone"),
        ("select case when true then n else id end from t", "id bigint"),
        ("select case when true then 1 end", "case integer"),
        ("select array[1], (array[1, 2])[1] as a", "array integer[], a integer"),
        ("select exists (select 1), (select name from t limit 1)", "exists boolean, name text"),
        ("select coalesce(code, 'x') as a, code from t", "a character varying, code character varying(5)"),
        ("select 'a' as x union select null", "x text"),
        ("select id from t union all select n from t", "id bigint"),
        ("select date_trunc('day', at) as d from t", "d timestamp with time zone"),
        ("select at at time zone 'utc' as z from t", "z timestamp without time zone"),
        ("select lag(price) over (), row_number() over (order by n) as r from t", "lag numeric, r bigint"),
        ("select extract(epoch from at), round(price, 1) from t", "extract numeric, round numeric"),
        ("select percentile_cont(0.5) within group (order by n) as p from t", "p double precision"),
        ("select g(n), feeling from t", "g public.mood, feeling public.mood"),
        ("select g(1, 2)", "g text"),
        ("select unnest(tags) as tag, unnest(enum_range(null::mood)) as m from t", "tag text, m public.mood"),
        ("select data['a'] as a, tags[1:2] as b from t", "a jsonb, b text[]"),
        ("select mystery(n) as m from t", "m None"),
    ],
)  # fmt: skip
def test_names_and_types(catalog: Catalog, sql: str, columns: str) -> None:
    assert gives(catalog, sql) == columns


@pytest.mark.parametrize(
    ("sql", "columns"),
    [
        ("select v.*, u.label from v left join u on u.t_id = v.id", "id bigint, name text, label text"),
        ("select * from v join u using (id)", "id bigint, name text, t_id bigint, label text, amount integer"),
        ("select * from v natural join u", "id bigint, name text, t_id bigint, label text, amount integer"),
        ("select * from v as x (a)", "a bigint, name text"),
        ("select x.* from (v join (select t_id from u) as w on true) as x (a, b)", "a bigint, b text, t_id bigint"),
        ("with a as (select id from t), b (k) as (select id from a) select b.k, a.* from a, b", "k bigint, id bigint"),
        ("with recursive r (i) as (select id from t union all select u.id from u join r on true) table r", "i bigint"),
        ("select e.* from t, jsonb_array_elements(data) with ordinality e", "value jsonb, ordinality bigint"),
        ("select e.* from t, jsonb_each_text(data) as e (k)", "k text, value text"),
        ("select x from t cross join lateral unnest(tags) as x", "x text"),
        ("select * from generate_series(1, 3) s", "s integer"),
        ("select * from rows_of()", "x integer, y text"),
        ("select (ts()).id", "id bigint"),
        ("select * from (values (1, 'a'), (2, 'b')) as x (num, word)", "num integer, word text"),
        ("values (1, now())", "column1 integer, column2 timestamp with time zone"),
    ],
)  # fmt: skip
def test_from(catalog: Catalog, sql: str, columns: str) -> None:
    assert gives(catalog, sql) == columns


def test_a_star_over_an_open_relation_is_open(catalog: Catalog) -> None:
    assert gives(catalog, "select * from missing") == "..."
    assert gives(catalog, "select t.id, nowhere.* from t, nowhere") == "id bigint, ..."
    assert gives(catalog, "select id from nowhere") == "id None"


@pytest.mark.parametrize(
    ("sql", "refs"),
    [
        ("select id from t", "t t.id"),
        ("select * from v", "v v.id v.name"),
        ("select x.id from t x where x.n > 1", "t t.id t.n"),
        ("select 1 from t join u using (id)", "t t.id u u.id"),
        ("select t_id, name from t, u", "t t.name u u.t_id"),
        ("select 1 from t where exists (select 1 from u where t_id = t.id and n > 1)", "t t.id t.n u u.t_id"),
        ("with a as (select id, name from t) select id from a", "t t.id t.name"),
        ("select t from t", "t"),
        ("select id from t order by name", "t t.id t.name"),
        ("select n as name from t order by name", "t t.n"),
        ("select count(*) from t group by day having max(n) > 1", "t t.day t.n"),
        ("select g(n) from t", "t t.n g"),
        ("select g(1, 2)", "g"),
        ("select 'ok'::mood", "mood"),
        ("select id from t where feeling = 'ok'", "t t.id t.feeling mood"),
        ("select has('ok')", "has mood"),
        ("select nextval('s'), nextval('public.s'::regclass)", "s"),
        ("select nextval('s'::text)", ""),
        ("select x.id from ts() x", "ts t.id"),
        ("select public.t.id from public.t", "t t.id"),
    ],
)
def test_reads(catalog: Catalog, sql: str, refs: str) -> None:
    assert reads(catalog, sql) == set(refs.split())


def test_a_name_that_an_open_relation_may_have_is_left_out(catalog: Catalog) -> None:
    assert reads(catalog, "select 1 from t where exists (select 1 from missing where n > 1)") == {"t", "missing"}


def test_an_ambiguous_overload_is_left_out(catalog: Catalog) -> None:
    assert reads(catalog, "select g()") == set()


def test_columns_of_a_row(catalog: Catalog) -> None:
    table = catalog.named("public", "t")
    assert isinstance(table, Table)
    found = depends_on(
        parse_expression("new.n > old.id and exists (select 1 from u where t_id = id)"), catalog, PATH, table
    )
    assert {label(catalog, ref) for ref in found} == {"t.n", "t.id", "u", "u.t_id", "u.id"}


@pytest.mark.parametrize("sql", ["true", "1 = 1", "'a'::text", "null", "array[1, 2]"])
def test_constant(sql: str) -> None:
    assert is_constant(parse_expression(sql))


@pytest.mark.parametrize("sql", ["a", "now()", "(select 1)", "current_date", "1 + (select a from t)"])
def test_not_constant(sql: str) -> None:
    assert not is_constant(parse_expression(sql))


def test_calls() -> None:
    found = calls_in(parse_expression("f(a) and exists (select 1 from t where app.g() = lower(b))"))
    assert set(found) == {Name(None, "f"), Name("app", "g"), Name(None, "lower")}


@pytest.mark.parametrize(
    "sql",
    [
        "auth.uid() is not null",
        "(select auth.uid()) is not null",
        "(select auth.uid() as uid)::text is not null",
        "not (auth.uid() is null)",
        "(select auth.uid() is not null)",
        "a = 1 or (b and (auth.uid() is not null or c))",
        "auth.uid() is distinct from null",
    ],
)
def test_not_null_of_uid(sql: str) -> None:
    assert predicates.tests_not_null_of(parse_expression(sql), UID)


@pytest.mark.parametrize(
    "sql",
    ["auth.uid() = a", "auth.uid() is null", "auth.role() is not null", "uid() is not null", "not (auth.uid() = a)"],
)
def test_nothing_of_the_kind(sql: str) -> None:
    assert not predicates.tests_not_null_of(parse_expression(sql), UID)
