"""Refusals: which are sure, where they point, and what they are related to."""

from __future__ import annotations

import pytest
from helpers.replays import replay

from miglint.catalog.changes import StatementRefused
from miglint.syntax.near_names import near_miss


def refusals(*files: str, version: int = 17) -> list[StatementRefused]:
    return replay(*files, postgres_version=version).of(StatementRefused)


def states(*files: str) -> list[str]:
    return [refused.sqlstate for refused in refusals(*files)]


TABLE = "create table t (id bigint primary key, name text);"


def test_what_follows_from_a_refusal_is_not_said_again() -> None:
    lost = "create table u (id bigint references t (no)); create index on u (id); alter table u add column id int;"
    assert states(TABLE, lost, "drop table u; create policy p on u using (true);") == ["42703"]


def test_an_independent_mistake_is_said_too() -> None:
    assert states(TABLE, "create table t (a int); alter table t add column name text;") == ["42P07", "42701"]


def test_a_second_create_makes_no_columns() -> None:
    assert states(TABLE, "create table t (extra int); create index on t (extra);") == ["42P07"]


def test_what_stands_on_an_assumed_table_may_not_be_there() -> None:
    assert states("create table u (id bigint references base);", "create table u (id bigint);") == []


def test_the_places_of_what_is_in_the_way() -> None:
    (refused,) = refusals(TABLE + "create view v as select name from t;", "alter table t drop column name;")
    assert [place.message for place in refused.related] == ["view v is created here", "table t is created here"]


def test_a_table_that_is_made_too_late() -> None:
    (refused,) = refusals("alter table u enable row level security;", "create table u (id int);")
    assert refused.sqlstate == "42P01"
    assert refused.statement.migration.name == "0.sql"


def test_if_not_exists_says_that_it_was_there() -> None:
    assert states("alter table u enable row level security;", "create table if not exists u (id int);") == []


@pytest.mark.parametrize(
    ("wanted", "known", "meant"),
    [
        ("contatcs", "contacts", "contacts"),
        ("contact", "contacts", "contacts"),
        ("Contacts", "contacts", "contacts"),
        ("contaxts", "contacts", "contacts"),
        ("notes_v1", "notes_v2", None),
        ("cat", "car", None),
        ("projects", "contacts", None),
    ],
)
def test_slips(wanted: str, known: str, meant: str | None) -> None:
    assert near_miss(wanted, [known]) == meant


@pytest.mark.parametrize(
    "query",
    [
        "insert into t (id, name) values (1, 'a') on conflict (id) do update set name = excluded.name",
        "with made as (insert into t (id) values (1) returning id) insert into t (id) select m.id from made m",
        "update t set name = u.name from (select id, name from t) u where u.id = t.id",
        "delete from t using t o where o.id = t.id returning t.*",
        "insert into t select x, 'a' from generate_series(1, 3) as x",
        "update t set name = lower(t.name) where exists (select from t i where i.id = t.id)",
        "insert into t (id, name) select (r.row).id, 'a' from (select t as row from t) r",
        "insert into t (id) select n from unnest(array[1, 2]) with ordinality as f (n, o) order by o",
    ],
)
def test_queries_that_read_what_is_there(query: str) -> None:
    assert states(TABLE, query) == []


@pytest.mark.parametrize(
    ("query", "state"),
    [
        ("insert into t (id, nick) values (1, 'a')", "42703"),
        ("insert into t (id) values (1, 'a')", "42601"),
        ("insert into t (id, name) values (1)", "42601"),
        ("update t set nick = 'a'", "42703"),
        ("update t set name = nick", "42703"),
        ("delete from t where x.id = 1", "42P01"),
        ("insert into t (id) select s.nick from (select name from t) s", "42703"),
        ("update t set name = lowr(name)", None),
    ],
)
def test_queries_that_read_what_is_not(query: str, state: str | None) -> None:
    assert states(TABLE, query) == ([state] if state else [])


def test_an_argument_is_no_column() -> None:
    body = "create function f(who bigint) returns text language sql as $$ select name from t where id = who $$;"
    assert states(TABLE, body) == []


def test_bodies_are_not_checked_when_told_so() -> None:
    body = "create function f() returns text language sql as $$ select nick from t $$;"
    assert states(TABLE, body) == ["42703"]
    assert states(TABLE, "set check_function_bodies = off;" + body) == []


def test_a_new_enum_value_waits_for_the_commit() -> None:
    first = "create type m as enum ('a'); create table t (m m);"
    assert states(first, "alter type m add value 'b'; update t set m = 'b';") == ["55P04"]
    assert states(first, "alter type m add value 'b'; commit; update t set m = 'b';") == []


SEED = "insert into t (id, name) select id, '{0}' from t where name = '{0}';"


def test_insert_like_one_before_is_taken() -> None:
    assert states(TABLE, "".join(SEED.format(name) for name in ("a", "b", "c", "d"))) == []


@pytest.mark.parametrize(
    ("like", "other"),
    [
        ("insert into t (name) select name from t where id = {};", "'x'"),
        ("insert into t (name) select name from t where id = {}::bigint;", "'x'"),
        ("insert into t (name) select name from t where id in (coalesce(null, {}, 1));", "'x'"),
    ],
)
def test_constant_is_read_in_an_insert_like_one_before(like: str, other: str) -> None:
    assert states(TABLE, like.format("'1'") * 3 + like.format(other)) == ["22P02"]


def test_insert_like_one_before_is_refused_where_the_catalog_changed() -> None:
    seeds = "".join(SEED.format(name) for name in ("a", "b", "c"))
    assert (
        states(TABLE, seeds, "alter table t rename id to no;", seeds.replace("(id, name)", "(no, name)"))
        == ["42703"] * 3
    )


@pytest.mark.parametrize(
    ("sql", "reason", "names"),
    [
        ("alter table t drop gone", "missing", ("gone", "t")),
        ("create policy p on t using (nope > 1)", "missing", ("nope",)),
        ("create table t ()", "duplicate", ("t",)),
        ("drop table t", "dependent", ()),
        ("alter table t alter id set default 'x'", "type mismatch", ()),
        ("create view w as select id > true as x from t", "type mismatch", ()),
        ("alter table t alter id type text", "type in use", ("id",)),
        ("create table c (t_id uuid references t)", "foreign key", ("c_t_id_fkey", "t_id", "id")),
        ("create table c (t_id int references keyless)", "foreign key", ("keyless",)),
        ("alter table t add check ((select true))", "constraint", ()),
        ("alter table t add unique using index t_name", "constraint", ("t_name",)),
        ("create or replace function f() returns text language sql as 'select 1::text'", "signature", ()),
        ("create or replace procedure f() language sql as ''", "signature", ("f",)),
        ("create or replace view v as select name from t", "view columns", ("id", "name")),
        ("create policy p on t for insert using (true)", "policy clause", ()),
        ("alter index t set (fillfactor = 50)", "other", ("t",)),
        ("do $$begin raise exception 'there is no \"t\"'; end$$", "other", ()),
        ("do $$begin execute 'create tabel x ()'; end$$", "other", ("tabel",)),
    ],
)
def test_why_and_the_names_that_the_message_mentions(sql: str, reason: str, names: tuple[str, ...]) -> None:
    made = (
        "create table t (id int primary key, name text); create view v as select id from t; create table keyless ();"
        "create unique index t_name on t (name) where name > '';"
        "create function f() returns int language sql as 'select 1';"
    )
    (refused,) = refusals(made, f"{sql};")
    assert (refused.reason, refused.names) == (reason, names)
    assert all(f'"{name}"' in refused.message for name in names)


def test_a_value_of_an_open_transaction_has_its_reason() -> None:
    (refused,) = refusals(
        "create type mood as enum ('sad');",
        "alter type mood add value 'glad'; create view v as select 'glad'::mood as feels;",
    )
    assert (refused.reason, refused.names) == ("uncommitted value", ("glad",))


@pytest.mark.parametrize(
    ("copy", "sqlstate"),
    [
        ("copy t (id, nothing) from stdin", "42703"),
        ("copy t (id, name, id) to stdout", "42701"),
        ("copy (select nothing from t) to stdout", "42703"),
        ("copy (delete from t where nothing = 1 returning id) to stdout", "42703"),
    ],
)
def test_the_columns_of_copy(copy: str, sqlstate: str) -> None:
    assert states(TABLE, f"{copy};") == [sqlstate]


def test_copy_of_what_is_there() -> None:
    assert states(TABLE, "copy t (id, name) to stdout; copy t from stdin; copy (select id from t) to stdout;") == []
