"""Types: enums, domains, composites, ranges, aggregates and the rest."""

from __future__ import annotations

import pytest
from helpers.replays import postgres

from miglint.catalog.changes import EnumValueAdded, TypeCreated

MOOD = "create type mood as enum ('sad', 'ok');"


def test_enum() -> None:
    done = postgres(MOOD)
    assert done.type("mood").labels == ("sad", "ok")
    assert done.of(TypeCreated)[0].type == done.type("mood")


@pytest.mark.parametrize(
    ("where", "labels"),
    [
        ("", ("sad", "ok", "new")),
        ("before 'ok'", ("sad", "new", "ok")),
        ("after 'sad'", ("sad", "new", "ok")),
        ("after 'ok'", ("sad", "ok", "new")),
    ],
)
def test_added_value(where: str, labels: tuple[str, ...]) -> None:
    done = postgres(MOOD + f"alter type mood add value 'new' {where}")
    assert done.type("mood").labels == labels
    assert done.of(EnumValueAdded)[0].value == "new"


def test_value_that_is_there() -> None:
    done = postgres(MOOD + "alter type mood add value if not exists 'ok'; alter type mood add value 'ok'")
    assert done.of(EnumValueAdded) == []
    assert done.refusals == ["42710"]


def test_renamed_value() -> None:
    done = postgres(MOOD + "alter type mood rename value 'sad' to 'blue'")
    assert done.type("mood").labels == ("blue", "ok")


@pytest.mark.parametrize(
    ("sql", "sqlstate"),
    [
        ("create type mood as enum ()", "42710"),
        ("create table shop (); create type shop as enum ()", "42710"),
        ("alter type mood add value 'x' before 'nope'", "22023"),
        ("alter type mood rename value 'nope' to 'x'", "22023"),
        ("alter type mood rename value 'sad' to 'ok'", "42710"),
        ("create domain d as int; alter domain d drop constraint nope", "42704"),
        ("alter domain mood set not null", "42809"),
        ("create type pair as (a int); alter type pair add attribute a text", "42701"),
        ("create type pair as (a int); alter type pair drop attribute b", "42703"),
        ("create aggregate total(int) (sfunc = int4pl, stype = int);"
         "create aggregate total(int) (sfunc = int4pl, stype = int)", "42723"),
    ],
)  # fmt: skip
def test_refused(sql: str, sqlstate: str) -> None:
    assert postgres(MOOD + sql).refusals == [sqlstate]


def test_domain() -> None:
    done = postgres("create domain price as numeric(9,2) not null default 0 check (value >= 0)")
    domain = done.type("price")
    assert done.catalog.format_type(domain.base) == "numeric(9,2)"
    assert domain.not_null
    assert domain.default is not None
    assert done.constraint("price_check").domain == domain.oid


def test_domain_constraints_come_and_go() -> None:
    part = "create domain price as int; alter domain price add constraint c check (value > 0) not valid;"
    assert not postgres(part).constraint("c").validated
    assert postgres(part + "alter domain price validate constraint c").constraint("c").validated
    gone = postgres(part + "alter domain price drop constraint c")
    assert gone.catalog.constraints.by("name", ("public", "c")) == []


def test_composite() -> None:
    done = postgres("create type pair as (a int, b text); alter type pair add attribute c mood, drop attribute a,"
                    "alter attribute b type varchar(3)")  # fmt: skip
    spelled = [(c.name, done.catalog.format_type(c.type)) for c in done.type("pair").columns]
    assert spelled == [("b", "character varying(3)"), ("c", "public.mood")]


def test_range() -> None:
    done = postgres("create type span as range (subtype = float8)")
    assert done.type("span").kind == "range"
    assert done.type("span").base is not None


def test_column_of_an_enum() -> None:
    done = postgres(MOOD + "create table t (m mood, ms mood[])")
    assert done.columns("t") == ["m public.mood", "ms public.mood[]"]


def test_assumed_type() -> None:
    done = postgres("create table t (m feeling); alter type feeling add value 'x'")
    assert done.refusals == []
    assert [(a.kind, a.object) for a in done.catalog.assumptions] == [("type", "public.feeling")]


def test_aggregate() -> None:
    done = postgres("create aggregate total(int, variadic text[]) (sfunc = f, stype = bigint)")
    (total,) = done.catalog.routines_named("public", "total")
    assert total.kind == "aggregate"
    assert done.catalog.signature(total) == "public.total(integer, text[])"


def test_others_are_known_to_exist() -> None:
    done = postgres("create table t (a int, b int); create statistics on a, b from t; create collation c"
                    " (locale = 'x'); create rule r as on insert to t do instead nothing")  # fmt: skip
    assert [(o.kind, o.name) for o in done.catalog.others] == [
        ("statistics", "t_a_b_stat"), ("collation", "c"), ("rule", "r"),
    ]  # fmt: skip


def test_access_methods_and_operator_classes() -> None:
    """They take a superuser, which the user of the servers that are asked isn't."""
    made = (
        "create access method own type index handler h; create operator class o for type int using own as operator 1 <;"
    )
    twice = "create operator class o for type int using own as operator 1 <;"
    gone = "alter operator class o using own rename to p;" + 2 * " drop operator class p using own;"
    told = postgres(f"create table t (a int); {made} create index on t using own (a o); {twice} {gone}")
    assert told.refusals == ["42710", "42704"]
