"""COMMENT ON."""

from __future__ import annotations

import pytest
from helpers.replays import Replayed, replay

from miglint.catalog import Comment

MADE = """
create table t (a int constraint positive check (a > 0), b int);
create index i on t (b);
create view v as select a from t;
create function f(x int) returns int language sql as 'select 1';
create policy p on t using (true);
create type mood as enum ('ok');
create schema s;
"""


def said(told: Replayed) -> list[Comment]:
    """The comments that migrations made; the schema public has one from the start."""
    return [
        comment
        for comment in told.catalog.comments
        if comment.statement and comment.statement.migration.role == "migration"
    ]


@pytest.mark.parametrize(
    ("object", "kind", "name"),
    [
        ("table t", "table", "public.t"),
        ("column t.a", "column", "public.t.a"),
        ("column public.v.a", "column", "public.v.a"),
        ("view v", "view", "public.v"),
        ("index i", "index", "public.i"),
        ("function f", "function", "public.f(integer)"),
        ("policy p on t", "policy", "p on public.t"),
        ("constraint positive on t", "constraint", "positive on public.t"),
        ("type mood", "type", "public.mood"),
        ("schema s", "schema", "s"),
        ("extension pgcrypto", "extension", "pgcrypto"),
        ("role anon", "role", "anon"),
        ("publication supabase_realtime", "publication", "supabase_realtime"),
    ],
)
def test_kinds(object: str, kind: str, name: str) -> None:
    told = replay(MADE + f"comment on {object} is 'words';")
    assert [(c.kind, c.object, c.comment) for c in said(told)] == [(kind, name, "words")]


@pytest.mark.parametrize("nothing", ["null", "''"])
def test_nothing_removes(nothing: str) -> None:
    told = replay(MADE + f"comment on table t is 'words'; comment on table t is {nothing};")
    assert not said(told)


@pytest.mark.parametrize(
    ("object", "sqlstate"),
    [
        ("column t.zzz", "42703"),
        ("policy zzz on t", "42704"),
        ("constraint zzz on t", "42704"),
        ("function zzz()", "42883"),
        ("table v", "42809"),
    ],
)
def test_missing_objects_are_refused(object: str, sqlstate: str) -> None:
    assert replay(MADE + f"comment on {object} is 'words';").refusals == [sqlstate]


def test_a_missing_table_is_assumed() -> None:
    told = replay("comment on column zzz.a is 'words';")
    assert told.refusals == []
    assert [a.object for a in told.catalog.assumptions] == ["public.zzz"]
