"""Extensions: where they go and what they bring."""

from __future__ import annotations

import pytest
from helpers.replays import replay

from miglint.catalog.changes import SqlNotFollowed


@pytest.mark.parametrize(
    ("text", "schema"),
    [
        ("create extension citext", "public"),
        ("create extension citext schema extensions", "extensions"),
        ("create extension pg_cron", "pg_catalog"),
        ("create extension pg_cron with schema extensions", "pg_catalog"),
        ("create extension pgmq", "pgmq"),
        ("create schema s; set search_path = s; create extension citext", "s"),
    ],
)
def test_schema(text: str, schema: str) -> None:
    told = replay(text)
    assert [e.schema for e in told.catalog.extensions if e.origin] == [schema]


def test_what_a_project_has_stays_where_it_is() -> None:
    told = replay('create extension if not exists "uuid-ossp";')
    extension = told.catalog.extensions.get("uuid-ossp")
    assert extension is not None
    assert (extension.schema, extension.origin) == ("extensions", None)


def test_twice_is_refused() -> None:
    assert replay("create extension citext; create extension citext;").refusals == ["42710"]


def test_types_are_known() -> None:
    told = replay("create extension vector schema extensions; create table t (v vector(3));")
    table = told.catalog.table(told.catalog.named("public", "t").oid)  # type: ignore[union-attr]
    assert table is not None
    assert told.catalog.format_type(table.columns[0].type) == "extensions.vector(3)"
    assert not list(told.catalog.assumptions)


def test_schemas_are_members() -> None:
    told = replay("create extension pg_net;")
    schema = told.catalog.schema("net")
    assert schema is not None
    assert schema.extension == "pg_net"


def test_requirements_need_cascade() -> None:
    assert replay("create extension earthdistance;").refusals == ["42704"]
    told = replay("create extension earthdistance cascade;")
    assert told.catalog.extensions.get("cube")


def test_set_schema_moves_members() -> None:
    told = replay("create extension citext; alter extension citext set schema extensions;")
    assert told.catalog.type_named("extensions", "citext")
    assert not told.catalog.type_named("public", "citext")


def test_add_and_drop_members() -> None:
    text = "create extension citext; create function f() returns int language sql as 'select 1';"
    told = replay(text + "alter extension citext add function f();")
    assert told.catalog.routines_named("public", "f")[0].extension == "citext"
    told = replay(text + "alter extension citext add function f(); alter extension citext drop function f();")
    assert told.catalog.routines_named("public", "f")[0].extension is None


def test_a_queue_is_two_tables() -> None:
    told = replay("create extension pgmq; select pgmq.create('Jobs');")
    assert {t.name for t in told.catalog.tables() if t.schema == "pgmq" and not t.extension} == {"q_jobs", "a_jobs"}
    told = replay("create extension pgmq; select pgmq.create('Jobs'); select pgmq.drop_queue('Jobs');")
    assert not [t for t in told.catalog.tables() if t.schema == "pgmq" and not t.extension]


IF_OFFERED = """
    do $$ begin
      if exists (select 1 from pg_available_extensions where name = '{}' and installed_version is null) then
        create extension {};
      end if;
    end $$;
"""


@pytest.mark.parametrize(("name", "offered"), [("pg_cron", True), ("vector", True), ("pgcrypto", False)])
def test_what_a_project_is_offered(name: str, offered: bool) -> None:
    """Supabase's projects can have pg_cron, and pgcrypto is there from the start."""
    told = replay(IF_OFFERED.format(name, name))
    assert [e.name for e in told.catalog.extensions if e.origin] == [name] * offered
    assert not [change for change in told.changes if isinstance(change, SqlNotFollowed)]


@pytest.mark.parametrize(("name", "platform"), [("timescaledb", "supabase"), ("pg_cron", "postgres")])
def test_what_may_be_offered(name: str, platform: str) -> None:
    told = replay(IF_OFFERED.format(name, name), platform=platform)
    assert [change for change in told.changes if isinstance(change, SqlNotFollowed)]
