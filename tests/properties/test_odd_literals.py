"""Whatever a constant holds, the replay reads it or leaves it alone: a fault would end the run with 2."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from miglint.catalog.changes import ReplayFailed
from miglint.catalog.target import Target
from miglint.replay import Replay
from miglint.replay.prelude import load_prelude
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration

LONG = 5000
"""More digits than Python's int() reads."""
WORDS = (
    "", " ", "-", "+", ".", "e5", "1e400", "-1e400", "1e-400", "1E+99999999999", "9" * 24, "-818934540071845742",
    "9" * LONG, "0." + "9" * LONG, "0x" + "f" * LONG, "1_000", "1__0", "0b102", "NaN", "-NaN", "sNaN", "NaN123",
    "Infinity", "-inf", "\u00b2", "\u0663", "1\u00b2", "\u0663.\u0663", "\uff11", "\u212a", "\U0001f600", "\t1\n",
    "1.2.3.4/\u00b2", "1." + "2" * LONG, "999.1.1.1", "::", "1::2::3", "[1:2]={1,2}", "{1,2", "{{1},2}", "{\"\\",
    "{NULL}", "(1,2)", "[1,2)", "0000-00-00", "9999-99-99", "2024-02-30 25:61:61", "2024-01-01T00:00:00+99",
    "infinity ago",
    "P1Y", "1 " + "x" * LONG, "{\"a\": NaN}", "[" * LONG, "{}" * 3, "\\x0g", "\\", "%", "a'b", "a\"b", "$1", "NULL",
    "00000000-0000-0000-0000-00000000000g", "tru", "o", "B'102'",
)  # fmt: skip
"""Contents of quoted constants."""
NUMBERS = (
    "0", "-1", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "9" * 25, "9" * LONG, "1e400",
    "1e-400", ".5", "-.5e-7", "0x7fffffff", "0b1", "1_000", "1e1000000000",
)  # fmt: skip
"""Numbers as they stand in a statement."""
TYPES = (
    "int2", "int4", "int8", "oid", "numeric", "numeric(3,1)", "numeric(1000,800)", "numeric(5,-3)", "numeric(3,7)",
    "float4", "float8", "real[]", "numeric(1000,800)[]", "bool", "uuid", "json", "jsonb", "date", "time(3)",
    "timestamptz", "timestamp(2)", "interval", "interval(2)", "inet", "cidr", "varchar(3)", "char", "bit(3)", "bytea",
    "text[]", "mood", "positive", "int4range", "point", "regclass", "regtype", "regproc", "regrole", "money", "xml",
    "macaddr", "pg_lsn",
)  # fmt: skip
TABLES = """
create type mood as enum ('a', 'b');
create domain positive as numeric(5,2) check (value > 0);
create table t (c {type});
create table p (c {type}) partition by list (c);
create table q (c {type}) partition by range (c);
create table h (c {type}) partition by hash (c);
"""


def places(type: str, value: str) -> list[str]:
    """Return statements that hold a constant where something reads it."""
    return [
        f"create table a (c {type} default {value}, check (c <> {value}))",
        f"insert into t values ({value}), ({value})",
        f"update t set c = {value} where c > {value} and c in ({value}, {value})",
        f"select {value}::{type}, cast({value} as {type})",
        f"create table l partition of p for values in ({value}, {value})",
        f"create table r partition of q for values from ({value}) to ({value})",
        f"alter table t alter c set default {value}",
        f"do $do$ declare v {type} := {value}; begin if v > {value} then create table b (); end if; end $do$",
        f"do $do$ begin if {value}::{type} = {value} then create table d (); end if; end $do$",
        f"do $do$ begin perform 1 from pg_class where relname = {value} or oid = {value}; end $do$",
        f"do $do$ begin for i in 1..coalesce({value}, 1) loop create table e (); exit; end loop; end $do$",
    ]


PLACES = (
    "create table z (c varchar({v}))",
    "create table z (c numeric({v}, {v}))",
    "create table z (c pg_catalog.interval({v}))",
    "create table z (c pg_catalog.bit({v}))",
    "create table z (c pg_catalog.timestamptz({v}))",
    "select set_config('search_path', {v}, false)",
    "do $do$ begin execute format({v}, {v}, {v}); end $do$",
    "do $do$ begin execute repeat({v}, 2); end $do$",
    "do $do$ begin perform substring({v}, {v}), left({v}, 2), round({v}), split_part({v}, {v}, 1); end $do$",
    "do $do$ begin if {v} like {v} or {v} ~ {v} or {v} similar to {v} then create table z (); end if; end $do$",
    "do $do$ begin execute regexp_replace({v}, {v}, {v}); end $do$",
    "do $do$ begin execute 'create table z' || ({v} + {v})::text || '()'; end $do$",
    "do $do$ begin perform {v} / {v}, {v} % {v}, {v} * {v}, -{v}, {v} || {v}, array[{v}]; end $do$",
    "select * from t limit {v} offset {v}",
    "select lpad('a', {v}), generate_series(1, {v}), to_regclass({v}), nextval({v})",
)
BARE = (
    "create table z (c int) with (fillfactor = {v})",
    "create sequence z minvalue {v} maxvalue {v}",
    "create sequence z start {v} increment {v} cache {v}",
    "create table z (c int generated always as identity (start {v}))",
    "create table z partition of h for values with (modulus {v}, remainder {v})",
    "set statement_timeout = {v}",
    "create function z() returns int language sql cost {v} as 'select 1'",
    "create index z on t (c) with (fillfactor = {v})",
    "alter table t alter c set statistics {v}",
    "alter role postgres connection limit {v}",
    "do $do$ declare a int[]; begin a[{v}] := 1; perform a[{v}]; end $do$",
)


def text_of(word: str) -> str:
    """Return a quoted constant."""
    return "'" + word.replace("'", "''") + "'"


def faults(statements: list[str], type: str = "int") -> list[str]:
    """Return what fails in the replay of each of these statements, all of them on the same tables."""
    replay = Replay(Target(platform="postgres"))
    load_prelude(replay)
    found = []
    tables = TABLES.format(type=type)
    for sql in (tables, *statements):
        migration = Migration(Path("20250101000000_x.sql"), sql)
        parse(migration)
        savepoint = replay.savepoint()
        for statement in migration.statements:
            found += [f"{sql[:200]}: {c.error}" for c in replay.apply(statement) if isinstance(c, ReplayFailed)]
        if sql is not tables:
            savepoint.restore()
    return found


@settings(max_examples=100, deadline=None)
@given(st.sampled_from([*map(text_of, WORDS), *NUMBERS]), st.sampled_from(TYPES))
def test_a_constant_of_any_type(value: str, type: str) -> None:
    assert faults(places(type, value), type) == []


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([*map(text_of, WORDS), *NUMBERS]))
def test_a_constant_where_a_number_or_a_text_is_meant(value: str) -> None:
    assert faults([place.format(v=value) for place in (*PLACES, *BARE)]) == []
