"""Roles, memberships, SET ROLE and the search path."""

from __future__ import annotations

from helpers.replays import postgres, replay

from miglint.catalog.changes import StatementRefused


def test_attributes_and_memberships() -> None:
    told = replay("create role a bypassrls login in role anon; alter role a nologin; grant authenticated to a;")
    role = told.catalog.roles.get("a")
    assert role is not None
    assert role.attributes == {"BYPASSRLS"}
    assert role.member_of == {"anon", "authenticated"}


def test_a_role_inherits_unless_it_does_not() -> None:
    told = replay("create role a in role anon; create role b noinherit in role anon;")
    assert told.catalog.roles_of("a") == {"a", "anon", "public"}
    assert told.catalog.roles_of("b") == {"b", "public"}


def test_create_role_twice_is_refused() -> None:
    assert replay("create role a; create role a;").refusals == ["42710"]


def test_drop_role_ends_memberships() -> None:
    told = replay("create role a; create role b in role a; drop role a; drop role if exists nobody;")
    role = told.catalog.roles.get("b")
    assert role is not None
    assert role.member_of == frozenset()


def test_alter_role_set_and_reset() -> None:
    told = replay("create role a; alter role a set statement_timeout = '5s'; alter role a set search_path = x, y;")
    role = told.catalog.roles.get("a")
    assert role is not None
    assert role.config == ("statement_timeout=5s", "search_path=x, y")
    told = replay("create role a; alter role a set statement_timeout = '5s'; alter role a reset all;")
    role = told.catalog.roles.get("a")
    assert role is not None
    assert role.config == ()


def test_set_role_makes_owners_until_reset() -> None:
    told = replay("create role bob; set role bob; create schema mine; reset role; create schema yours;")
    owners = {schema.name: schema.owner for schema in told.catalog.schemas if schema.origin}
    assert owners == {"mine": "bob", "yours": "postgres"}


def test_the_session_begins_afresh_with_each_file() -> None:
    told = replay("create schema s; set search_path = s;", "create table t (a int);")
    assert told.catalog.named("public", "t")


def test_search_path_decides_where_tables_go() -> None:
    told = replay("create schema s; set local search_path to missing, s, public; create table t (a int);")
    assert told.catalog.named("s", "t")


def test_a_dump_begins_with_an_empty_search_path() -> None:
    told = replay("select pg_catalog.set_config('search_path', '', false); create table t (a int);")
    assert told.refusals == ["3F000"]


def test_set_config_reads_a_list_of_names() -> None:
    told = replay("""create schema "Big One"; select set_config('search_path', '"Big One", public', true);
                     create table t (a int);""")
    assert told.catalog.named("Big One", "t")


def test_drop_owned_takes_privileges() -> None:
    told = replay(
        """create role a; grant a to postgres; create table t (a int);
        grant select on t to a; drop owned by a;"""
    )
    assert told.holds("t", "a") == set()


def test_owner_to_moves_the_owners_part() -> None:
    told = replay("create role bob; create table t (id serial); grant select on t to bob; alter table t owner to bob;")
    assert {r.owner for r in told.catalog.relations if r.origin} == {"bob"}
    assert told.holds("t", "bob") == set()


def test_reassign_owned() -> None:
    told = replay("create role a; create role b; create schema s authorization a; reassign owned by a to b;")
    schema = told.catalog.schema("s")
    assert schema is not None
    assert schema.owner == "b"


def test_a_schema_with_elements() -> None:
    told = replay("create schema s create view v as select a from t create table t (a int);")
    assert told.catalog.named("s", "t")
    assert told.catalog.named("s", "v")


def test_a_schema_twice_is_refused_without_if_not_exists() -> None:
    assert replay("create schema s; create schema s;").refusals == ["42P06"]
    assert replay("create schema s; create schema if not exists s;").refusals == []


def test_drop_owned_leaves_what_it_drops_unknown() -> None:
    """Which objects go is not followed: a schema that the role owns may be one of them."""
    told = replay("create role a; grant a to postgres; create schema s authorization a; drop owned by a;")
    assert not told.catalog.knows("existence")
    assert replay("create role a; grant a to postgres; create schema s; drop owned by a;").catalog.knows("existence")


def test_only_a_superuser_changes_the_user_of_a_session() -> None:
    """The bench of `verify` connects as a superuser, so that the server can't be asked."""
    assert replay("set session authorization supabase_admin;").refusals == ["42501"]
    assert replay("set session authorization default; set session authorization postgres;").refusals == []
    assert postgres("create role a; set session authorization a;").refusals == []


def test_what_is_not_known_of_a_role_permits_it() -> None:
    assert replay("create role a; set role a;").refusals == []
    assert (
        replay("set role somebody; create table t (id int); reset role; alter table t owner to other;").refusals == []
    )


def test_a_list_of_roles_in_one_pair_of_quotes() -> None:
    told = replay('create table t (id int); grant select on t to "anon, authenticated";')
    (refused,) = told.of(StatementRefused)
    assert (refused.sqlstate, refused.message) == ("42704", 'role "anon, authenticated" does not exist')
    assert refused.hint == "Each role has its own quotes, if any: anon, authenticated."


def test_a_role_may_be_named_twice_when_it_is_dropped() -> None:
    """A superuser may; others lose their right to it with the first name."""
    done = postgres("create role once; drop role once, once")
    assert done.refusals == []
    assert done.catalog.roles.get("once") is None


def test_objects_that_drop_owned_may_have_dropped_keep_no_role() -> None:
    done = postgres("create role r; create table t (); alter table t owner to r; drop owned by r; drop role r")
    assert done.refusals == []
