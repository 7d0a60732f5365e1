"""What holds for any history: nothing raises, undo restores, the past stays readable, a prefix is a prefix."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from miglint.catalog import Catalog
from miglint.catalog.target import Target
from miglint.replay import Replay
from miglint.replay.prelude import load_prelude
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration

NAMES = st.sampled_from(["a", "b", '"Mixed Case"', "public.c", "app.d"])
COLUMNS = st.sampled_from(["id", "x", "y", '"Z"'])
TYPES = st.sampled_from(["bigint", "text", "jsonb", "varchar(20)", "mood", "serial", "uuid[]", "numeric(4,2)"])
ROLES = st.sampled_from(["anon", "authenticated", "public", "somebody"])
TEMPLATES = [
    "create schema if not exists app",
    "create table {t} ({c} {y} primary key, {d} {z})",
    "create table if not exists {t} ({c} {y} references {u}, unique ({c}))",
    "create table {t} (like {u} including all)",
    "create table {t} partition of {u} default",
    "create table {t} as select * from {u}",
    "create type mood as enum ('a', 'b')",
    "alter type mood add value 'c'",
    "alter table {t} add column {c} {y} default null",
    "alter table {t} drop column if exists {c} cascade",
    "alter table {t} alter column {c} type {y} using null",
    "alter table {t} add constraint k foreign key ({c}) references {u} ({d})",
    "alter table {t} drop constraint k, alter {c} type {y}, add constraint k check ({d} is not null)",
    "alter table {t} enable row level security",
    "alter table {t} rename to e",
    "alter table {t} rename column {c} to {d}",
    "alter table {t} set schema app",
    "alter table {t} owner to {r}",
    "create index on {t} using gin ({c})",
    "create unique index i on {t} ({c}) where {d} is null",
    "create view v as select {c}, count(*) from {t} group by 1",
    "create or replace view v with (security_invoker) as select * from {t} join {u} using ({c})",
    "create materialized view m as select * from {t}",
    "create policy p on {t} to {r} using (auth.uid() is not null)",
    "alter policy p on {t} to authenticated",
    "create function f(q {y}) returns trigger language plpgsql as $$ begin return new; end $$",
    "create trigger g before insert on {t} for each row execute function f()",
    "grant select, insert on {t} to {r}",
    "revoke all on {t} from {r}",
    "alter default privileges in schema public grant select on tables to {r}",
    "comment on column {t}.{c} is 'x'",
    "drop table if exists {t} cascade",
    "drop table {t}",
    "drop view if exists v",
    "drop schema if exists app cascade",
    "drop type if exists mood cascade",
    "set search_path = app, public",
    "do $$ begin create table {t} ({c} int); exception when duplicate_table then null; end $$",
    "do $$ declare n text; begin foreach n in array array['a', 'b'] loop "
    "execute format('alter table %I enable row level security', n); end loop; end $$",
]
STATEMENTS = st.builds(
    lambda template, t, u, c, d, y, z, r: template.format(t=t, u=u, c=c, d=d, y=y, z=z, r=r),
    st.sampled_from(TEMPLATES), NAMES, NAMES, COLUMNS, COLUMNS, TYPES, TYPES, ROLES,
)  # fmt: skip
HISTORIES = st.lists(STATEMENTS, max_size=12)


def parsed(statements: list[str]) -> Migration:
    migration = Migration(Path("20250101000000_x.sql"), ";\n".join(statements))
    parse(migration)
    return migration


def rows(catalog: Catalog) -> dict[str, dict[object, object]]:
    return {name: dict(getattr(catalog, name).rows) for name in Catalog.STORES}


def replayed() -> Replay:
    replay = Replay(Target())
    load_prelude(replay)
    return replay


@settings(max_examples=150, deadline=None)
@given(HISTORIES)
def test_every_change_lies_inside_its_file(statements: list[str]) -> None:
    migration, replay = parsed(statements), replayed()
    for statement in migration.statements:
        for change in replay.apply(statement):
            start, end = change.place().span
            assert 0 <= start <= end <= len(migration.text)


@settings(max_examples=60, deadline=None)
@given(HISTORIES)
def test_undo_restores_and_the_past_stays_readable(statements: list[str]) -> None:
    migration, replay = parsed(statements), replayed()
    catalog = replay.catalog
    moments = []
    for statement in migration.statements:
        moments.append((catalog.mark(), rows(catalog)))
        replay.apply(statement)
    for mark, before in reversed(moments):
        past = catalog.at(mark)
        for name in Catalog.STORES:
            assert list(getattr(past, name)) == [before[name][key] for key in sorted(before[name])]  # type: ignore[type-var]
        catalog.undo(mark)
        assert rows(catalog) == before


@settings(max_examples=60, deadline=None)
@given(HISTORIES, HISTORIES)
def test_a_history_replays_like_its_beginning(first: list[str], second: list[str]) -> None:
    def names(statements: list[str]) -> list[tuple[str, str, str]]:
        replay = replayed()
        for statement in parsed(statements).statements[: len(first)]:
            replay.apply(statement)
        return sorted((r.kind, r.schema, r.name) for r in replay.catalog.relations)

    assert names(first) == names(first + second)
