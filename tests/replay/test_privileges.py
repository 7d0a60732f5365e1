"""GRANT, REVOKE and default privileges, in both worlds of Supabase."""

from __future__ import annotations

import pytest
from helpers.replays import postgres, replay

from miglint.catalog.changes import DefaultPrivilegesChanged, Granted, Revoked

DATA = {"SELECT", "INSERT", "UPDATE", "DELETE"}
REST = {"TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN"}


def test_legacy_defaults_give_all() -> None:
    told = replay("create table t (a int);")
    assert told.holds("t", "anon", revoked=False) == DATA | REST


def test_revoked_defaults_keep_the_rest() -> None:
    told = replay("create table t (a int);")
    assert told.holds("t", "anon") == REST


def test_a_view_has_the_defaults_of_tables() -> None:
    told = replay("create view v as select 1 as a;")
    assert told.holds("v", "service_role") == REST


def test_a_sequence_keeps_update() -> None:
    told = replay("create sequence s;")
    assert told.holds("s", "anon") == {"UPDATE"}
    assert told.holds("s", "anon", revoked=False) == {"UPDATE", "USAGE", "SELECT"}


def test_another_schema_gives_nothing() -> None:
    told = replay("create schema s; create table s.t (a int);")
    table = told.catalog.named("s", "t")
    assert table is not None
    assert not table.acl


def test_public_executes_new_functions_in_both_worlds() -> None:
    told = replay("create function f() returns int language sql as 'select 1';")
    (f,) = told.catalog.routines_named("public", "f")
    assert set(f.acl.effective(True)) == {("public", "EXECUTE")}
    assert ("anon", "EXECUTE") in set(f.acl.effective(False))


def test_schema_defaults_cannot_revoke_what_is_built_in() -> None:
    told = replay(
        "alter default privileges in schema public revoke execute on functions from public;"
        "create function f() returns int language sql as 'select 1';"
    )
    (f,) = told.catalog.routines_named("public", "f")
    assert ("public", "EXECUTE") in f.acl.entries


def test_global_defaults_can_revoke_what_is_built_in() -> None:
    told = replay(
        "alter default privileges revoke execute on functions from public;"
        "create function f() returns int language sql as 'select 1';"
    )
    (f,) = told.catalog.routines_named("public", "f")
    assert ("public", "EXECUTE") not in f.acl.entries


def test_own_defaults_hold_in_both_worlds() -> None:
    told = replay("alter default privileges in schema public grant select on tables to anon; create table t (a int);")
    assert told.holds("t", "anon") == REST | {"SELECT"}
    assert any(isinstance(change, DefaultPrivilegesChanged) for change in told.changes)


def test_defaults_are_those_of_the_role_in_force() -> None:
    told = replay(
        "create role bob; grant bob to postgres; grant create on schema public to bob; set role bob;"
        "create table t (a int);"
    )
    assert told.holds("t", "anon", revoked=False) == set()


def test_a_revoke_ends_both_worlds_and_a_grant_begins_both() -> None:
    told = replay("create table t (a int); revoke all on t from anon; grant select on t to anon;")
    assert told.holds("t", "anon") == told.holds("t", "anon", revoked=False) == {"SELECT"}


def test_all_tables_are_those_that_exist_and_views() -> None:
    told = replay(
        "create table t (a int); create view v as select 1 as a; create sequence s;"
        "grant select on all tables in schema public to anon; create table later (a int);"
    )
    assert "SELECT" in told.holds("t", "anon") & told.holds("v", "anon")
    assert "SELECT" not in told.holds("later", "anon") | told.holds("s", "anon")


def test_revoke_on_a_table_takes_column_grants() -> None:
    told = replay(
        "create table t (a int, b int); grant select (a), update (b) on t to anon; revoke select on t from anon;"
    )
    table = told.catalog.table(told.catalog.named("public", "t").oid)  # type: ignore[union-attr]
    assert table is not None
    assert not table.column("a").acl  # type: ignore[union-attr]
    assert told.catalog.column_privileges(table, "anon", True) == {"UPDATE"}


def test_an_unknown_column_is_refused() -> None:
    assert replay("create table t (a int); grant select (x) on t to anon;").refusals == ["42703"]


def test_a_missing_function_is_refused() -> None:
    assert replay("grant execute on function missing() to anon;").refusals == ["42883"]


@pytest.mark.parametrize("name", ["extensions.uuid_generate_v4()", "gen_random_uuid()", "storage.unheard_of(text)"])
def test_a_function_of_the_platform_is_not(name: str) -> None:
    assert replay(f"grant execute on function {name} to anon;").refusals == []


def test_overloads_need_their_types() -> None:
    text = "create function f({}) returns int language sql as 'select 1';"
    told = replay(text.format("a int") + text.format("a text") + "revoke all on function f(text) from public, anon;")
    granted = {
        str(f.input_types[0] and f.input_types[0].name): ("public", "EXECUTE") in f.acl.entries
        for f in told.catalog.routines_named("public", "f")
    }
    assert granted == {"int4": True, "text": False}


def test_maintain_came_with_17() -> None:
    text = "create role r; create table t (a int); grant all on t to r;"
    assert "MAINTAIN" in replay(text).holds("t", "r")
    assert "MAINTAIN" not in replay(text, postgres_version=16).holds("t", "r")
    assert replay("create table t (a int); grant maintain on t to anon;", postgres_version=16).refusals == ["42601"]


def test_an_unknown_role_is_assumed() -> None:
    told = replay("create table t (a int); grant select on t to dashboards;")
    assert told.holds("t", "dashboards") == {"SELECT"}
    assert [a.object for a in told.catalog.assumptions] == ["dashboards"]


def test_the_defaults_of_another_role_are_refused() -> None:
    text = "alter default privileges for role supabase_admin in schema public grant select on tables to anon;"
    assert replay(text).refusals == ["42501"]


def test_changes_name_roles_and_privileges() -> None:
    told = replay("create table t (a int); grant select, insert on t to anon, public; revoke insert on t from anon;")
    (granted,) = [change for change in told.changes if isinstance(change, Granted)]
    (revoked,) = [change for change in told.changes if isinstance(change, Revoked)]
    assert (granted.roles, granted.privileges) == (("anon", "public"), {"SELECT", "INSERT"})
    assert (revoked.roles, revoked.privileges) == (("anon",), {"INSERT"})
    assert granted.place().start.column == 54


def test_a_type_keeps_no_list_until_privileges_are_set() -> None:
    told = replay(
        "create type mood as enum ('ok'); create type other as enum ('ok'); revoke usage on type mood from public;"
    )
    mood, other = told.catalog.type_named("public", "mood"), told.catalog.type_named("public", "other")
    assert mood is not None
    assert mood.acl is not None
    assert not mood.acl.entries
    assert other is not None
    assert not other.acl or set(other.acl.entries) == {("public", "USAGE")}


def test_revoking_the_grant_option_takes_no_privilege() -> None:
    told = replay("create table t (a int); grant select on t to anon; revoke grant option for select on t from anon;")
    assert "SELECT" in told.holds("t", "anon")


def test_system_columns_have_privileges_that_are_not_kept() -> None:
    done = postgres("create role r; create table t (a int); grant select (a, tableoid) on t to r")
    assert done.refusals == []
    assert "r" in str(done.column("t", "a").acl)
