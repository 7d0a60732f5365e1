"""CREATE and ALTER SEQUENCE."""

from __future__ import annotations

from helpers.replays import postgres


def test_type() -> None:
    assert postgres("create sequence s").sequence("s").type.name == "int8"
    assert postgres("create sequence s as smallint").sequence("s").type.name == "int2"


def test_owned_by() -> None:
    done = postgres("create table t (x int, id int); create sequence s owned by t.id")
    assert done.sequence("s").owned_by == (done.table("t").oid, 2)


def test_owned_by_is_changed_and_taken_back() -> None:
    part = "create table t (id int); create sequence s; alter sequence s owned by public.t.id;"
    assert postgres(part).sequence("s").owned_by is not None
    assert postgres(part + "alter sequence s owned by none").sequence("s").owned_by is None


def test_owned_by_a_missing_column() -> None:
    assert postgres("create table t (id int); create sequence s owned by t.nope").refusals == ["42703"]


def test_taken_name() -> None:
    assert postgres("create table s (); create sequence s").refusals == ["42P07"]
    assert postgres("create sequence s; create sequence if not exists s").refusals == []


def test_other_alters_keep_the_owner() -> None:
    done = postgres("create table t (id serial); alter sequence t_id_seq restart with 5")
    assert done.sequence("t_id_seq").owned_by is not None


def test_alter_what_is_no_sequence() -> None:
    assert postgres("create table t (); alter sequence t restart").refusals == ["42809"]


def test_missing_sequence_is_assumed() -> None:
    done = postgres("alter sequence gone restart; alter sequence if exists away restart")
    assert [a.object for a in done.catalog.assumptions] == ["public.gone"]
    assert done.refusals == []
