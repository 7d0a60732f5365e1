"""Constraints: generated names, foreign keys, the indexes behind keys."""

from __future__ import annotations

import pytest
from helpers.replays import postgres


def test_generated_names() -> None:
    done = postgres(
        """create table hall (id int primary key, code int unique);
        create table seat (id serial primary key, "row" int unique, hall int references hall, code int references
        hall (code), check ("row" > 0), check ("row" > hall), check (1 < 2), unique ("row", hall),
        foreign key ("row") references hall, foreign key ("row") references hall (code),
        exclude using btree (code with =))"""
    )
    assert done.constraints("seat") == [
        "seat_check", "seat_check1", "seat_code_excl", "seat_code_fkey", "seat_hall_fkey", "seat_pkey",
        "seat_row_check", "seat_row_fkey", "seat_row_fkey1", "seat_row_hall_key", "seat_row_key",
    ]  # fmt: skip


def test_check_and_foreign_key_names_are_looked_for_in_the_whole_schema() -> None:
    done = postgres("create table a (b_c int check (b_c > 0)); create table a_b (c int check (c > 0))")
    assert done.constraints("a_b") == ["a_b_c_check1"]


def test_key_names_avoid_every_relation() -> None:
    done = postgres("create table a_b_key (); create table a (b int unique)")
    assert done.constraints("a") == ["a_b_key1"]


def test_long_names_are_cut_in_the_longer_part() -> None:
    done = postgres(
        "create table a_table_whose_name_is_long_enough_to_be_cut (a_column_whose_name_is_rather_long int unique)"
    )
    (name,) = done.constraints("a_table_whose_name_is_long_enough_to_be_cut")
    assert len(name) == 63
    assert name == "a_table_whose_name_is_long_en_a_column_whose_name_is_rather_key"


def test_explicit_check_name_may_repeat_on_another_table() -> None:
    done = postgres(
        "create table a (x int constraint c check (x > 0)); create table b (x int constraint c check (x > 0))"
    )
    assert done.refusals == []


def test_explicit_name_twice_on_a_table() -> None:
    assert postgres("create table a (constraint c check (1 > 0), constraint c check (2 > 0))").refusals == ["42710"]


def test_check_columns_stand_in_their_order() -> None:
    done = postgres("create table a (x int, y int, constraint c check (y > x and y > 0))")
    assert done.constraint("c").columns == (2, 1)


def test_redundant_unique_goes_into_the_primary_key() -> None:
    done = postgres("create table a (id int primary key unique, x int unique, unique (x))")
    assert done.constraints("a") == ["a_pkey", "a_x_key"]


def test_two_primary_keys() -> None:
    assert postgres("create table a (id int primary key, x int, primary key (x))").refusals == ["42P16"]


def test_foreign_key_rests_on_the_primary_key() -> None:
    done = postgres("create table a (x int, id int primary key); create table b (a int references a on delete cascade)")
    key = done.constraint("b_a_fkey")
    assert (key.ref_columns, key.index) == ((2,), done.index("a_pkey").oid)
    assert (key.on_delete, key.on_update) == ("CASCADE", "NO ACTION")


@pytest.mark.parametrize(
    ("sql", "sqlstate"),
    [
        ("create table b (a int references a (x))", "42830"),
        ("create table b (a int, c int, foreign key (a, c) references a (id))", "42830"),
        ("create table b (a int references a (nope))", "42703"),
        ("create table bare (); create table b (a int references bare)", "42704"),
        ("create view v as select 1; create table b (a int references v)", "42809"),
        ("create table b (a uuid references a)", "42804"),
        ("create table b (a text references a)", "42804"),
        ("create unique index on a (x) where x > 0; create table b (a int references a (x))", "42830"),
        ("alter table a add unique (x) deferrable; create table b (a int references a (x))", "55000"),
    ],
)
def test_refused_foreign_keys(sql: str, sqlstate: str) -> None:
    assert postgres("create table a (id int primary key, x int);" + sql).refusals == [sqlstate]


@pytest.mark.parametrize("type_", ["bigint", "smallint", "numeric"])
def test_foreign_keys_across_kindred_types(type_: str) -> None:
    done = postgres(f"create table a (id {type_} primary key); create table b (a smallint references a)")
    assert done.refusals == []


def test_type_change_that_breaks_a_foreign_key() -> None:
    part = "create table a (id int primary key); create table b (a int references a);"
    assert postgres(part + "alter table b alter a type uuid using null").refusals == ["42804"]


def test_foreign_key_to_an_assumed_table() -> None:
    done = postgres("create table b (a int references elsewhere, c int references other (id))")
    assert done.refusals == []
    assert done.constraint("b_c_fkey").ref_columns == (done.column("other", "id").attnum,)


def test_deferrable_beside_a_column() -> None:
    done = postgres("create table a (id int primary key, b int references a deferrable initially deferred)")
    assert done.constraint("a_b_fkey").initially_deferred
    assert not done.constraint("a_pkey").deferrable


def test_using_index_renames_the_index() -> None:
    done = postgres("create table a (x int); create unique index old on a (x);"
                    "alter table a add constraint fresh unique using index old")  # fmt: skip
    assert done.indexes("a") == ["fresh"]
    assert done.index("fresh").constraint == done.constraint("fresh").oid


def test_primary_key_using_index_makes_not_null() -> None:
    done = postgres(
        "create table a (x int); create unique index i on a (x); alter table a add primary key using index i"
    )
    assert done.columns("a") == ["x integer not null"]
    assert done.index("i").primary


@pytest.mark.parametrize(
    ("index", "sqlstate"),
    [
        ("create index i on a (x)", "42809"),
        ("create unique index i on a (x) where x > 0", "42809"),
        ("create unique index i on a ((x + 1))", "42809"),
        ("create table b (x int); create unique index i on b (x)", "55000"),
        ("select 1", "42704"),
    ],
)
def test_unfit_index_for_a_constraint(index: str, sqlstate: str) -> None:
    done = postgres(f"create table a (x int); {index}; alter table a add constraint c unique using index i")
    assert done.refusals == [sqlstate]
