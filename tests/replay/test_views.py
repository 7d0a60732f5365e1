"""CREATE VIEW and CREATE MATERIALIZED VIEW."""

from __future__ import annotations

from helpers.replays import replay

from miglint.catalog import Ref, View
from miglint.catalog.changes import ViewReplaced

TABLE = "create table t (id bigint, name text);"


def view(sql: str, name: str = "v") -> View:
    found = replay(TABLE + sql).catalog.named("public", name)
    assert isinstance(found, View)
    return found


def columns(found: View) -> list[str]:
    return [c.name for c in found.columns]


def test_columns_come_from_the_query() -> None:
    assert columns(view("create view v as select *, id + 1 as next, upper(name) from t")) == [
        "id",
        "name",
        "next",
        "upper",
    ]


def test_column_names_of_its_own() -> None:
    assert columns(view("create view v (a) as select id, name from t")) == ["a", "name"]


def test_columns_of_an_unknown_relation_are_open() -> None:
    found = view("create view v as select * from missing")
    assert not found.columns_known
    assert columns(found) == []


def test_security_invoker_in_all_spellings() -> None:
    for spelled, value in {
        "with (security_invoker)": True,
        "with (security_invoker = on)": True,
        "with (security_invoker = 'true')": True,
        "with (security_invoker = 1)": True,
        "with (security_invoker = off)": False,
        "with (security_invoker = false)": False,
        "with (security_barrier)": None,
        "": None,
    }.items():
        assert view(f"create view v {spelled} as select id from t").flag("security_invoker") is value


def test_check_option_is_an_option() -> None:
    assert view("create view v as select id from t with local check option").option("check_option") == "local"


def test_replace_keeps_identity_and_privileges_but_not_options() -> None:
    after = replay(
        TABLE
        + """create view v with (security_invoker) as select id from t; grant select on v to anon;
             create or replace view v as select id, name from t"""
    )
    (change,) = [c for c in after.changes if isinstance(c, ViewReplaced)]
    assert change.after.oid == change.before.oid
    assert change.after.acl == change.before.acl
    assert ("anon", "SELECT") in change.after.acl.entries
    assert change.after.flag("security_invoker") is None


def test_replace_can_only_add_columns() -> None:
    start = TABLE + "create view v as select id, name from t;"
    assert replay(start + "create or replace view v as select id from t").refusals == ["42P16"]
    assert replay(start + "create or replace view v as select name, id from t").refusals == ["42P16"]
    assert replay(start + "create or replace view v as select id, name, 1 as one from t").refusals == []


def test_replace_says_nothing_about_open_columns() -> None:
    sql = "create view v as select * from missing; create or replace view v as select 1 as a"
    assert replay(sql).refusals == []


def test_a_name_that_is_taken() -> None:
    assert replay(TABLE + "create view t as select 1").refusals == ["42P07"]
    assert replay(TABLE + "create or replace view t as select 1").refusals == ["42809"]
    assert replay("create view v as select 1; create view v as select 1").refusals == ["42P07"]


def test_a_view_takes_the_place_of_an_assumed_table() -> None:
    after = replay("grant select on v to anon; create view v as select 1 as a")
    found = after.catalog.named("public", "v")
    assert isinstance(found, View)
    assert ("anon", "SELECT") in found.acl.entries


def test_a_temporary_view_is_in_no_schema_of_the_project() -> None:
    after = replay("create temp view v as select 1")
    assert after.catalog.named("public", "v") is None


def test_materialized_view() -> None:
    found = view("create materialized view v (a) as select id from t with no data")
    assert (found.kind, columns(found)) == ("materialized view", ["a"])
    assert replay(TABLE + "create materialized view t as select 1").refusals == ["42P07"]
    assert replay(TABLE + "create materialized view if not exists t as select 1").refusals == []


def test_a_view_over_a_view_depends_on_its_columns() -> None:
    after = replay(TABLE + "create view v as select id, name from t; create view w as select name from v")
    v, w = after.catalog.named("public", "v"), after.catalog.named("public", "w")
    assert isinstance(v, View)
    assert isinstance(w, View)
    assert w.depends == {Ref(v.oid), Ref(v.oid, 2)}


def test_what_it_reads_is_assumed() -> None:
    after = replay("create view v as select m.id from missing m")
    found, missing = after.catalog.named("public", "v"), after.catalog.named("public", "missing")
    assert isinstance(found, View)
    assert missing is not None
    assert found.depends == {Ref(missing.oid)}
    assert [a.object for a in after.catalog.assumptions] == ["public.missing"]


def test_catalogs_are_not_assumed() -> None:
    after = replay("create view v as select a.*, b.* from pg_stat_activity a, information_schema.tables b")
    assert list(after.catalog.assumptions) == []
