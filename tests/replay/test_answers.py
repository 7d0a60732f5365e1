"""What an expression reads is remembered, and found out anew once it may mean something else."""

from __future__ import annotations

import pytest

from miglint.catalog import Policy

from .after import After

START = """create table a (id bigint, owner uuid, state text); create table b (owner uuid, id bigint);
create function f(id bigint) returns boolean language sql as 'select true';
create policy p on a using (%s);
"""


def policy(after: After, table: str, name: str = "p") -> Policy:
    relation = after.catalog.named("public", table)
    assert relation is not None
    return next(p for p in after.catalog.policies_of(relation.oid) if p.name == name)


def read(after: After, table: str, name: str = "p") -> set[str]:
    """The names of what a policy depends on."""
    found = set()
    catalog = after.catalog
    for oid, attnum in policy(after, table, name).depends:
        row = catalog.relation(oid) or catalog.routine(oid)
        assert row is not None
        columns = dict.fromkeys(c.attnum for c in getattr(row, "columns", ()))
        found.add(f"{row.name}.{row.column(attnum).name}" if attnum in columns else row.name)  # type: ignore[union-attr]
    return found


@pytest.mark.parametrize(
    ("expression", "there", "elsewhere"),
    [
        ("f(id)", {"f", "a.id"}, {"f", "b.id"}),
        ("owner is not null", {"a.owner"}, {"b.owner"}),
        ("id in (select x.id from b x)", {"a.id", "b.id", "b"}, {"b.id", "b"}),
        ("state = 'open' or id > 5", {"a.state", "a.id"}, set()),
    ],
)
def test_the_same_words_over_another_table(expression: str, there: set[str], elsewhere: set[str]) -> None:
    more = "".join(f"create policy {name} using ({expression});" for name in ("q on a", "r on a", "p on b"))
    after = After(START % expression + more)
    assert [read(after, "a", name) for name in "pqr"] == [there] * 3
    assert (read(after, "b") if elsewhere else after.refused) == (elsewhere or ["42703"])


def test_a_column_of_another_type() -> None:
    twice = "create policy q on a using (id > 5); create policy r on a using (id > 5);"
    after = After(START % "id > 5" + twice + "create table c (id jsonb); create policy p on c using (id > 5)")
    assert after.refused == ["42883"]


def test_a_function_that_takes_something_else_now() -> None:
    change = "drop function f cascade; create function f(id text) returns boolean language sql as 'select true';"
    again = "create policy q on a using (f(id)); create policy r on a using (f(id));"
    after = After(START % "f(id)" + again + change + "create policy s on a using (f(id))")
    assert after.refused == ["42883"]


def test_a_function_that_hides_the_one_before() -> None:
    start = "create schema s; create table a (id bigint); set search_path to s, public;"
    start += "create function public.f(id bigint) returns boolean language sql as 'select true';"
    start += "create policy p on public.a using (f(id)); create policy q on public.a using (f(id));"
    other = "create function s.f(id bigint) returns boolean language sql as 'select true';"
    after = After(start + other + "create policy r on public.a using (f(id))")
    oids = [{ref.oid for ref in policy(after, "a", name).depends if not ref.attnum} for name in "pqr"]
    assert oids[0] == oids[1] != oids[2]


def test_a_relation_that_was_renamed() -> None:
    condition = "exists (select from b where b.owner = a.owner)"
    twice = f"create policy q on a using ({condition}); create policy r on a using ({condition});"
    after = After(START % condition + twice + f"alter table b rename to c; create policy s on a using ({condition})")
    assert after.catalog.assumptions.get("relation public.b") is not None


def test_a_label_that_came_later() -> None:
    start = "create type mood as enum ('sad', 'ok'); create table a (m mood); create policy p on a using (m = 'ok');"
    renamed = "create policy q on a using (m = 'ok'); alter type mood rename value 'ok' to 'fine';"
    after = After(start + renamed + "create policy r on a using (m = 'ok')")
    assert after.refused == ["22P02"]


def test_a_relation_of_another_name() -> None:
    again = "create policy q on a using (a.id > 5); create policy r on a using (a.id > 5);"
    after = After(START % "a.id > 5" + again + "create policy p on b using (a.id > 5)")
    assert after.refused == ["42P01"]
