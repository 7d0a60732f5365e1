"""RENAME and SET SCHEMA."""

from __future__ import annotations

import pytest
from helpers.replays import replay

from miglint.catalog.changes import Renamed


def test_a_table_keeps_the_names_of_its_parts() -> None:
    told = replay("create table t (id serial primary key); alter table t rename to u;")
    assert told.catalog.named("public", "u")
    assert told.catalog.named("public", "t_pkey")
    assert told.catalog.named("public", "t_id_seq")
    assert told.refusals == []


def test_a_taken_name_is_refused() -> None:
    assert replay("create table t (a int); create view v as select 1 as a; alter table t rename to v;").refusals == [
        "42P07"
    ]


def test_if_exists_forgives() -> None:
    told = replay("alter table if exists missing rename to other; alter table if exists missing set schema public;")
    assert told.changes == []


def test_columns_of_partitions_follow() -> None:
    told = replay(
        "create table t (a int) partition by list (a); create table t1 partition of t for values in (1);"
        "alter table t rename column a to b;"
    )
    assert [[c.name for c in t.columns] for t in told.catalog.tables() if t.origin] == [["b"], ["b"]]


def test_columns_of_views() -> None:
    told = replay("create view v as select 1 as a; alter view v rename column a to b;")
    (view,) = [v for v in told.catalog.views() if v.name == "v"]
    assert [c.name for c in view.columns] == ["b"]


@pytest.mark.parametrize(("new", "sqlstate"), [("b", "42701"), ("zzz", None)])
def test_a_column_needs_a_free_name(new: str, sqlstate: str | None) -> None:
    told = replay(f"create table t (a int, b int); alter table t rename a to {new};")
    assert told.refusals == ([sqlstate] if sqlstate else [])


def test_a_missing_column_is_refused() -> None:
    assert replay("create table t (a int); alter table t rename zzz to b;").refusals == ["42703"]


def test_an_index_and_its_constraint_are_one() -> None:
    told = replay("create table t (id int primary key); alter index t_pkey rename to pk;")
    assert [c.name for c in told.catalog.constraints if c.origin] == ["pk"]
    told = replay("create table t (id int primary key); alter table t rename constraint t_pkey to pk;")
    assert told.catalog.named("public", "pk")


def test_policies_and_triggers() -> None:
    told = replay(
        "create table t (a int); create policy p on t using (true);"
        "create function f() returns trigger language plpgsql as 'begin return new; end';"
        "create trigger g before insert on t for each row execute function f();"
        "alter policy p on t rename to q; alter trigger g on t rename to h;"
    )
    assert [p.name for p in told.catalog.policies] == ["q"]
    assert [g.name for g in told.catalog.triggers if g.origin] == ["h"]
    assert [c.what for c in told.changes if isinstance(c, Renamed)] == ["policy", "trigger"]


def test_a_function_by_its_types() -> None:
    text = "create function f({0}) returns int language sql as 'select 1';"
    told = replay(text.format("int") + text.format("text") + "alter function f(text) rename to g;")
    assert [f.name for f in told.catalog.routines if f.origin] == ["f", "g"]


def test_a_type_is_known_by_its_new_name() -> None:
    told = replay("create type mood as enum ('ok'); create table t (m mood); alter type mood rename to humour;")
    table = told.catalog.table(told.catalog.named("public", "t").oid)  # type: ignore[union-attr]
    assert table is not None
    assert told.catalog.format_type(table.columns[0].type) == "public.humour"


def test_a_schema_takes_everything_along() -> None:
    told = replay(
        "create schema s; create table s.t (id serial primary key); create type s.mood as enum ('ok');"
        "create function s.f() returns int language sql as 'select 1';"
        "alter default privileges in schema s grant select on tables to anon; alter schema s rename to z;"
        "create table z.u (a int);"
    )
    assert {r.schema for r in told.catalog.relations if r.origin} == {"z"}
    assert told.catalog.type_named("z", "mood")
    assert told.catalog.routines_named("z", "f")
    u = told.catalog.named("z", "u")
    assert u is not None
    assert ("anon", "SELECT") in u.acl.entries


def test_a_role_keeps_its_grants() -> None:
    told = replay(
        "create role a; create table t (x int); grant select on t to a; create policy p on t to a using (true);"
        "alter role a rename to b;"
    )
    t = told.catalog.named("public", "t")
    assert t is not None
    assert ("b", "SELECT") in t.acl.entries
    assert [p.roles for p in told.catalog.policies] == [("b",)]


def test_set_schema_moves_what_belongs_to_a_table() -> None:
    told = replay("create schema s; create table t (id serial primary key); alter table t set schema s;")
    assert {(r.schema, r.name) for r in told.catalog.relations if r.origin} == {
        ("s", "t"), ("s", "t_pkey"), ("s", "t_id_seq"),
    }  # fmt: skip
    assert [c.schema for c in told.catalog.constraints if c.origin] == ["s"]


def test_set_schema_of_functions_and_types() -> None:
    told = replay(
        "create schema s; create type mood as enum ('ok'); create function f() returns int language sql as 'select 1';"
        "alter type mood set schema s; alter function f set schema s;"
    )
    assert told.catalog.type_named("s", "mood")
    assert told.catalog.routines_named("s", "f")


def test_an_owned_sequence_stays_with_its_table() -> None:
    told = replay("create schema s; create table t (id serial); alter sequence t_id_seq set schema s;")
    assert told.refusals == ["0A000"]
