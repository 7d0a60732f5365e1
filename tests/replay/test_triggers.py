"""CREATE TRIGGER and event triggers."""

from __future__ import annotations

from helpers.replays import replay

from miglint.catalog import Trigger

START = """create table t (id bigint, a int, b int);
create function f() returns trigger language plpgsql as 'begin return new; end';
"""


def trigger(sql: str) -> Trigger:
    (found,) = replay(START + sql).triggers
    return found


def test_timing_events_and_level() -> None:
    found = trigger("create trigger tr before insert or delete on t for each row execute function f()")
    assert (found.timing, found.events, found.level) == ("BEFORE", ("DELETE", "INSERT"), "ROW")


def test_statement_level_is_the_default() -> None:
    found = trigger("create trigger tr after truncate on t execute procedure f()")
    assert (found.timing, found.events, found.level) == ("AFTER", ("TRUNCATE",), "STATEMENT")


def test_update_of_columns() -> None:
    assert trigger("create trigger tr after update of b, a on t execute function f()").columns == (3, 2)


def test_when_reads_columns_of_new_and_old() -> None:
    found = trigger("create trigger tr before update on t for each row when (new.a <> old.b) execute function f()")
    assert {ref.attnum for ref in found.depends} >= {2, 3}


def test_its_function() -> None:
    after = replay(START + "create trigger tr before update on t execute function f()")
    (found,) = after.triggers
    assert after.catalog.routine(found.function) is not None
    assert found.function_name == "public.f"


def test_an_unknown_function() -> None:
    found = trigger("create trigger tr before update on t execute function missing()")
    assert (found.function, found.function_name) == (0, "public.missing")
    assert trigger("create trigger tr before update on t execute function app.missing()").function_name == "app.missing"


def test_a_function_of_postgres() -> None:
    found = trigger("create trigger tr before update on t execute function suppress_redundant_updates_trigger()")
    assert found.function_name == "pg_catalog.suppress_redundant_updates_trigger"


def test_constraint_trigger() -> None:
    sql = "create constraint trigger tr after insert on t deferrable for each row execute function f()"
    assert trigger(sql).constraint


def test_the_same_name_twice() -> None:
    sql = START + "create trigger tr before update on t execute function f();"
    assert replay(sql + "create trigger tr after insert on t execute function f()").refusals == ["42710"]
    after = replay(sql + "create or replace trigger tr after insert on t execute function f()")
    assert after.refusals == []
    (found,) = after.triggers
    assert found.events == ("INSERT",)


def test_a_row_trigger_of_a_partitioned_table_is_on_its_partitions_too() -> None:
    after = replay(
        START
        + """create table p (id bigint, at date) partition by range (at);
        create table p1 partition of p default;
        create trigger tr after insert on p for each row execute function f()"""
    )
    parent, clone = after.triggers
    assert clone.parent == parent.oid
    partition = after.catalog.relation(clone.relation)
    assert partition is not None
    assert partition.name == "p1"


def test_what_views_and_tables_can_have() -> None:
    view = START + "create view v as select id from t;"
    assert replay(view + "create trigger tr before insert on v for each row execute function f()").refusals == ["42809"]
    assert replay(view + "create trigger tr instead of insert on v for each row execute function f()").refusals == []
    assert replay(START + "create trigger tr instead of insert on t for each row execute function f()").refusals == [
        "42809"
    ]


def test_event_trigger() -> None:
    after = replay(
        """create function e() returns event_trigger language plpgsql as 'begin end';
        create event trigger et on ddl_command_end when tag in ('CREATE TABLE', 'ALTER TABLE') execute function e();
        alter event trigger et disable"""
    )
    found = after.catalog.event_triggers.get("et")
    assert found is not None
    assert (found.event, found.tags, found.enabled) == ("ddl_command_end", ("CREATE TABLE", "ALTER TABLE"), False)
    assert found.function_name == "public.e"
