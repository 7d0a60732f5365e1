"""ALTER TABLE: subcommands, their order, and what PostgreSQL refuses."""

from __future__ import annotations

import pytest
from helpers.replays import postgres

from miglint.catalog.changes import (
    ColumnAdded,
    ColumnDropped,
    ColumnTypeChanged,
    ConstraintAdded,
    ConstraintDropped,
    ConstraintValidated,
    RowSecurityChanged,
    ViewOptionsChanged,
)

SHOP = "create table shop (id int primary key, chain int, name text default 'new');"


def test_add_column() -> None:
    done = postgres(SHOP + "alter table shop add column open bool not null default true")
    assert done.columns("shop")[-1] == "open boolean not null default"
    assert done.of(ColumnAdded)[0].column == done.column("shop", "open")


def test_add_column_with_constraints() -> None:
    done = postgres(SHOP + "alter table shop add column boss int unique references shop check (boss > 0)")
    assert done.constraints("shop") == ["shop_boss_check", "shop_boss_fkey", "shop_boss_key", "shop_pkey"]


def test_add_existing_column_if_not_exists_drops_its_constraints() -> None:
    done = postgres(SHOP + "alter table shop add column if not exists chain int unique references shop")
    assert done.constraints("shop") == ["shop_pkey"]
    assert done.refusals == []


def test_drop_column_takes_indexes_and_constraints() -> None:
    done = postgres(SHOP + "create index on shop (name, chain); alter table shop add check (chain > id), drop chain")
    assert done.refusals == ["42703"]
    done = postgres(SHOP + "create index on shop (name, chain); alter table shop add check (chain > id);"
                    "alter table shop drop chain")  # fmt: skip
    assert done.of(ColumnDropped)[0].column.name == "chain"
    assert done.indexes("shop") == ["shop_pkey"]
    assert done.constraints("shop") == ["shop_pkey"]


def test_a_dropped_column_number_is_not_used_again() -> None:
    done = postgres(SHOP + "alter table shop drop name; alter table shop add column name text")
    assert done.column("shop", "name").attnum == 4


def test_drops_run_first() -> None:
    done = postgres(SHOP + "alter table shop add constraint c check (chain > 0);"
                    "alter table shop add constraint c check (chain > 1), drop constraint c")  # fmt: skip
    assert [type(c) for c in done.changes[-2:]] == [ConstraintDropped, ConstraintAdded]
    assert done.refusals == []


def test_type_change_knows_the_foreign_keys_that_stand() -> None:
    part = SHOP + "create table till (id int, shop int references shop);"
    standing = postgres(part + "alter table till alter shop type bigint")
    assert [c.name for c in standing.of(ColumnTypeChanged)[0].foreign_keys] == ["till_shop_fkey"]
    dropped = postgres(part + "alter table till alter shop type bigint, drop constraint till_shop_fkey")
    assert dropped.of(ColumnTypeChanged)[0].foreign_keys == ()
    referenced = postgres(part + "alter table shop alter id type bigint")
    assert [c.name for c in referenced.of(ColumnTypeChanged)[0].foreign_keys] == ["till_shop_fkey"]


def test_type_change_keeps_using_and_the_serial_sequence() -> None:
    done = postgres("create table t (id serial); alter table t alter id type bigint using id + 0")
    change = done.of(ColumnTypeChanged)[0]
    assert change.using is not None
    assert (done.catalog.format_type(change.before.type), done.catalog.format_type(change.after.type)) == (
        "integer", "bigint",
    )  # fmt: skip
    assert done.sequence("t_id_seq").type.name == "int4"


def test_type_change_takes_the_identity_sequence_along() -> None:
    done = postgres("create table t (id int generated always as identity); alter table t alter id type bigint")
    assert done.sequence("t_id_seq").type.name == "int8"


def test_type_change_points_at_the_column() -> None:
    done = postgres(SHOP + "\nalter table shop alter column chain type bigint;")
    place = done.of(ColumnTypeChanged)[0].place()
    assert place.migration.text[place.span.start : place.span.end] == "chain"


@pytest.mark.parametrize(
    ("sql", "sqlstate"),
    [
        ("alter table shop add column name text", "42701"),
        ("alter table shop drop column nope", "42703"),
        ("alter table shop alter nope type text", "42703"),
        ("alter table shop alter nope set not null", "42703"),
        ("alter table shop drop constraint nope", "42704"),
        ("alter table shop validate constraint nope", "42704"),
        ("alter table shop add primary key (chain)", "42P16"),
        ("alter table shop alter id drop not null", "42P16"),
        ("alter table shop add constraint shop_pkey check (id > 0)", "42710"),
        ("alter table shop add constraint shop unique (chain)", "42P07"),
        ("alter table shop alter chain add generated always as identity", "55000"),
        ("alter table shop alter chain drop identity", "55000"),
        ("alter table shop alter name add generated always as identity", "22023"),
        ("alter table shop alter chain drop expression", "55000"),
        ("alter table shop disable trigger nope", "42704"),
        ("alter table shop attach partition shop default", "42P17"),
        ("alter view shop set (security_invoker = on)", "42809"),
        ("alter index shop set (fillfactor = 70)", "42809"),
        ("create view v as select name from shop; alter table shop alter name type varchar(9)", "0A000"),
        ("create view v as select name from shop; alter table shop drop name", "2BP01"),
        ("create view v as select 1; alter table v enable row level security", "42809"),
        ("alter table shop alter name type int using 1", "42804"),
        ("create type mood as enum ('new'); alter table shop alter name type mood using name::mood", "42804"),
    ],
)
def test_refused(sql: str, sqlstate: str) -> None:
    assert postgres(SHOP + sql).refusals == [sqlstate]


@pytest.mark.parametrize(
    "sql",
    [
        "alter table shop drop column if exists nope, drop constraint if exists nope",
        "alter table if exists nope add column x int",
        "alter table shop alter chain drop identity if exists",
        "create type mood as enum ('new'); alter table shop alter name drop default, alter name type mood using 'new',"
        "alter name set default 'new'",
        "alter table shop alter name set storage plain, set (fillfactor = 50), replica identity full",
    ],
)
def test_accepted(sql: str) -> None:
    assert postgres(SHOP + sql).refusals == []


def test_dropped_primary_key_leaves_not_null() -> None:
    done = postgres(SHOP + "alter table shop drop constraint shop_pkey")
    assert done.columns("shop")[0] == "id integer not null"
    assert done.indexes("shop") == []


def test_defaults() -> None:
    done = postgres(SHOP + "alter table shop alter name drop default, alter chain set default 1")
    assert done.columns("shop") == ["id integer not null", "chain integer default", "name text"]


def test_identity_comes_and_goes() -> None:
    part = SHOP + "alter table shop alter id add generated always as identity;"
    assert postgres(part).columns("shop")[0] == "id integer not null always"
    gone = postgres(part + "alter table shop alter id drop identity")
    assert gone.columns("shop")[0] == "id integer not null"
    assert gone.catalog.named("public", "shop_id_seq") is None
    assert postgres(part + "alter table shop alter id set generated by default").column("shop", "id").identity == (
        "BY DEFAULT"
    )


def test_dropped_expression_leaves_no_default() -> None:
    done = postgres(
        "create table b (w int, a int generated always as (w) stored); alter table b alter a drop expression"
    )
    assert done.columns("b") == ["w integer", "a integer"]


def test_row_security() -> None:
    done = postgres(SHOP + "alter table shop enable row level security, force row level security")
    assert done.table("shop").rls_enabled
    assert done.table("shop").rls_forced
    first = done.of(RowSecurityChanged)[0]
    assert (first.before.rls_enabled, first.after.rls_enabled) == (False, True)


def test_not_valid_then_validate() -> None:
    done = postgres(SHOP + "alter table shop add constraint c check (chain > 0) not valid;")
    assert not done.constraint("c").validated
    done = postgres(SHOP + "alter table shop add constraint c check (chain > 0) not valid;"
                    "alter table shop validate constraint c")  # fmt: skip
    assert done.constraint("c").validated
    assert done.of(ConstraintValidated)[0].constraint.name == "c"


def test_children_follow() -> None:
    done = postgres(SHOP + "create table kiosk () inherits (shop); alter table shop add column x int, alter chain type"
                    " bigint, alter chain set not null, drop name, add check (chain > 0)")  # fmt: skip
    assert done.columns("kiosk") == ["id integer not null", "chain bigint not null", "x integer"]
    assert done.constraints("kiosk") == ["shop_chain_check"]


def test_inherited_column_is_dropped_with_the_parents() -> None:
    assert postgres(SHOP + "create table kiosk () inherits (shop); alter table kiosk drop name").refusals == ["42P16"]


def test_view_options() -> None:
    done = postgres("create view v as select 1; alter view v set (security_invoker = on);")
    change = done.of(ViewOptionsChanged)[0]
    assert (change.before.flag("security_invoker"), change.after.flag("security_invoker")) == (None, True)
    done = postgres("create view v with (security_invoker) as select 1; alter view v reset (security_invoker)")
    assert done.of(ViewOptionsChanged)[0].after.flag("security_invoker") is None


def test_unknown_columns_of_an_assumed_table() -> None:
    done = postgres(
        "alter table shop alter a set not null, drop b, drop constraint c, add foreign key (d) references shop, "
        "add column e int, validate constraint f"
    )
    assert done.refusals == []
    assert {c.name for c in done.table("shop").columns} == {"a", "d", "e"}
    assert done.column("shop", "e").attnum != done.column("shop", "d").attnum


def test_added_column_takes_the_place_of_a_guess() -> None:
    done = postgres("create index on shop (chain); alter table shop add column chain int")
    assert done.columns("shop") == ["chain integer"]
    assert done.refusals == []
