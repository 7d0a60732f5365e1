"""CREATE and ALTER FUNCTION and PROCEDURE, and which routine a statement means."""

from __future__ import annotations

import pytest
from helpers.replays import replay

from miglint.catalog import Routine
from miglint.catalog.changes import RoutineReplaced


def routines(sql: str, name: str = "f") -> list[Routine]:
    return replay(sql).catalog.routines_named("public", name)


def routine(sql: str) -> Routine:
    (found,) = routines(sql)
    return found


def test_attributes() -> None:
    found = routine(
        "create function f() returns int language plpgsql stable security definer strict parallel safe as 'begin end'"
    )
    assert (found.language, found.volatility, found.security_definer) == ("plpgsql", "stable", True)
    assert (found.strict, found.parallel, found.body) == (True, "safe", "begin end")


def test_defaults() -> None:
    found = routine("create function f() returns int as 'select 1' language sql")
    assert (found.volatility, found.security_definer, found.config) == ("volatile", False, ())
    assert ("public", "EXECUTE") in found.acl.entries


def test_signature_is_made_of_input_types() -> None:
    after = replay(
        """create function f(a int, out b varchar(5), inout c numeric(10, 2), variadic d text[] default '{}')
        language sql as 'select current_user::varchar, c'"""
    )
    (found,) = after.catalog.routines_named("public", "f")
    assert after.catalog.signature(found) == "public.f(integer, numeric, text[])"
    assert [a.mode for a in found.arguments] == ["IN", "OUT", "INOUT", "VARIADIC"]
    assert [a.has_default for a in found.arguments] == [False, False, False, True]


def test_returns_table() -> None:
    found = routine("create function f() returns table (a int, b text) language sql as 'select 1, current_user'")
    assert [(a.name, a.mode) for a in found.arguments] == [("a", "TABLE"), ("b", "TABLE")]
    assert found.returns_set
    assert found.input_types == ()


def test_procedure() -> None:
    found = routine("create procedure f(a int) language sql as 'select 1'")
    assert (found.kind, found.returns and found.returns.name) == ("procedure", "void")


def test_body_without_quotes_depends_on_what_it_reads() -> None:
    after = replay("create table t (id int, a int); create function f() returns int begin atomic select a from t; end")
    (found,) = after.catalog.routines_named("public", "f")
    table = after.catalog.named("public", "t")
    assert table is not None
    assert {(ref.oid, ref.attnum) for ref in found.depends} == {(table.oid, 0), (table.oid, 2)}
    assert found.body is None
    assert found.body_tree is not None


@pytest.mark.parametrize(
    ("clause", "config"),
    [
        ("set search_path = ''", 'search_path=""'),
        ("set search_path to ''", 'search_path=""'),
        ("set search_path = public", "search_path=public"),
        ("set search_path = public, pg_temp", "search_path=public, pg_temp"),
        ("set search_path = 'public, pg_temp'", 'search_path="public, pg_temp"'),
        ('set search_path = "$user", "My App"', 'search_path="$user", "My App"'),
        ("set search_path from current", 'search_path="$user", public, extensions'),
        ("set statement_timeout = '5s'", "statement_timeout=5s"),
        ("set work_mem to 1000", "work_mem=1000"),
        ("set row_security = off", "row_security=off"),
        ("set timezone to 'UTC'", "TimeZone=UTC"),
        ("set app.x = 'Y z'", "app.x=Y z"),
    ],
)
def test_config_as_pg_proc_has_it(clause: str, config: str) -> None:
    assert routine(f"create function f() returns int language sql {clause} as 'select 1'").config == (config,)


def test_config_to_default_and_set_twice() -> None:
    base = "create function f() returns int language sql"
    assert routine(f"{base} set search_path = a set search_path to default as 'select 1'").config == ()
    assert routine(f"{base} set search_path = a set search_path = b as 'select 1'").config == ("search_path=b",)


def test_replace_resets_attributes_but_not_owner_and_privileges() -> None:
    after = replay(
        """create function f() returns int language sql stable security definer set search_path = '' as 'select 1';
        revoke all on function f() from public;
        create or replace function f() returns int language sql as 'select 2'"""
    )
    (change,) = [c for c in after.changes if isinstance(c, RoutineReplaced)]
    new = change.after
    assert (new.oid, new.owner, new.acl) == (change.before.oid, change.before.owner, change.before.acl)
    assert ("public", "EXECUTE") not in new.acl.entries
    assert (new.security_definer, new.config, new.volatility, new.body) == (False, (), "volatile", "select 2")


def test_other_argument_types_make_an_overload() -> None:
    sql = """create function f(a int) returns int language sql as 'select 1';
    create or replace function f(a bigint) returns int language sql as 'select 1';
    create or replace function f(a int, b int default 0) returns int language sql as 'select 1'"""
    assert len(routines(sql)) == 3


@pytest.mark.parametrize(
    ("second", "sqlstate"),
    [
        ("create function f(a int) returns int language sql as 'select 2'", "42723"),
        ("create or replace function f(a int) returns text language sql as 'select 2'", "42P13"),
        ("create or replace function f(z int) returns int language sql as 'select 2'", "42P13"),
        ("create or replace procedure f(a int) language sql as 'select 2'", "42809"),
    ],
)
def test_what_replace_cannot_change(second: str, sqlstate: str) -> None:
    assert replay("create function f(a int) returns int language sql as 'select 1';" + second).refusals == [sqlstate]


def test_other_columns_of_returns_table_are_refused() -> None:
    sql = """create function f() returns table (a int, b int) language sql as 'select 1';
    create or replace function f() returns table (a int, c int) language sql as 'select 1'"""
    assert replay(sql).refusals == ["42P13"]


TWO = """create function f(a int) returns int language sql as 'select 1';
create function f(a text[]) returns int language sql as 'select 1';
"""


def test_alter_finds_the_overload_by_its_types() -> None:
    first, second = routines(TWO + "alter function f(text[]) security definer")
    assert (first.security_definer, second.security_definer) == (False, True)


def test_alter_without_arguments() -> None:
    sql = "create function f(a int) returns int language sql as 'select 1'; alter function f set search_path = ''"
    assert routine(sql).config == ('search_path=""',)
    assert replay(TWO + "alter function f set search_path = ''").refusals == ["42725"]


def test_alter_changes_only_what_it_says() -> None:
    found = routine(
        """create function f() returns int language sql stable set search_path = a set work_mem = 1 as 'select 1';
        alter function f() reset search_path"""
    )
    assert (found.config, found.volatility, found.body) == (("work_mem=1",), "stable", "select 1")


def test_alter_with_the_wrong_types_is_refused() -> None:
    assert replay(TWO + "alter function f(date) stable").refusals == ["42883"]


def test_alter_of_a_routine_that_nobody_made_is_let_be() -> None:
    assert replay("alter function elsewhere.f(date) stable").refusals == []


def test_out_arguments_may_be_named_too() -> None:
    sql = """create function f(a int, out b int) language sql as 'select 1';
    alter function f(a int, out b int) stable"""
    assert routine(sql).volatility == "stable"


def test_a_type_made_by_the_project_counts() -> None:
    sql = """create type mood as enum ('a'); create function f(m mood) returns int language sql as 'select 1';
    alter function f(public.mood) stable"""
    assert routine(sql).volatility == "stable"


def test_the_search_path_finds_the_first_of_equal_signatures() -> None:
    after = replay(
        """create function f() returns int language sql as 'select 1';
        create function extensions.f() returns int language sql as 'select 1';
        alter function f stable"""
    )
    (found,) = after.catalog.routines_named("public", "f")
    assert found.volatility == "stable"
