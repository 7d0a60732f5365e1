"""Rows of the catalog: where statements name them, and what they depend on."""

from __future__ import annotations

import pytest
from helpers.replays import postgres

from miglint.catalog import Ref

TABLE = "create table app.deals (id int);"


def named(sql: str, kind: str) -> str:
    """Return the text from where an object of a kind, made by SQL, says to be named."""
    catalog = postgres(f"create schema app; {TABLE} {sql}").catalog
    stores = {"policy": catalog.policies, "trigger": catalog.triggers, "schema": catalog.schemas}
    (row,) = [row for row in stores[kind] if row.origin is not None and row.name in ("read", "moves", "made")]
    statement, location = row.origin, row.location
    assert statement is not None
    assert location is not None
    return statement.migration.data[(statement.base or 0) + location :].decode()


@pytest.mark.parametrize(
    ("sql", "kind", "rest"),
    [
        ("/* é */ create policy read on app.deals", "policy", "read on app.deals"),
        ("/* é */ do $$begin create policy read on app.deals; end$$", "policy", "read on app.deals; end$$"),
        ("create schema made authorization postgres", "schema", "made authorization postgres"),
        (
            "create function f() returns trigger language plpgsql as 'begin return new; end'; "
            "create trigger moves before insert on app.deals execute function f()",
            "trigger",
            "moves before insert on app.deals execute function f()",
        ),
    ],
)
def test_policies_triggers_and_schemas_know_where_they_are_named(sql: str, kind: str, rest: str) -> None:
    assert named(sql, kind) == rest


def test_a_name_that_the_text_does_not_hold_is_nowhere() -> None:
    catalog = postgres(
        "create table t (); do $$begin execute 'create policy ' || 'read' || ' on t'; end$$; "
        "create policy old on t; alter policy old on t rename to new"
    ).catalog
    assert {policy.name: policy.location for policy in catalog.policies} == {"read": None, "new": None}


def test_what_rows_depend_on() -> None:
    catalog = postgres(
        "create type mood as enum ('sad'); create sequence s; "
        "create table t (feels mood, n int default nextval('s')); create view v as select feels from t"
    ).catalog
    mood, s, t, v = (
        catalog.type_named("public", "mood"), catalog.named("public", "s"), catalog.named("public", "t"),
        catalog.named("public", "v"),
    )  # fmt: skip
    assert mood is not None
    assert s is not None
    assert t is not None
    assert v is not None
    assert t.depends == {Ref(mood.oid), Ref(s.oid)}
    assert Ref(t.oid, 1) in v.depends
    assert s.depends == mood.depends == frozenset()
    assert {row.name for row in catalog.relations.by("depends", mood.oid)} >= {"t"}
    assert [row.name for row in catalog.relations.by("depends", s.oid)] == ["t"]
