"""Publications and their tables."""

from __future__ import annotations

import pytest
from helpers.replays import Replayed, replay


def published(told: Replayed, name: str = "supabase_realtime") -> list[str]:
    publication = told.catalog.publications.get(name)
    assert publication is not None
    return [relation.name for oid in publication.tables if (relation := told.catalog.relation(oid))]


TABLES = "create table a (id int); create table b (id int);"


@pytest.mark.parametrize(
    ("text", "tables"),
    [
        ("alter publication supabase_realtime add table a, only b;", ["a", "b"]),
        ("alter publication supabase_realtime add table a; alter publication supabase_realtime set table b;", ["b"]),
        (
            "alter publication supabase_realtime add table a, b; alter publication supabase_realtime drop table a;",
            ["b"],
        ),
        ("alter publication supabase_realtime set (publish = 'insert');", []),
    ],
)
def test_tables(text: str, tables: list[str]) -> None:
    assert published(replay(TABLES + text)) == tables


def test_for_all_tables() -> None:
    told = replay("create publication p for all tables;")
    publication = told.catalog.publications.get("p")
    assert publication is not None
    assert publication.all_tables
    assert replay(TABLES + "create publication p for all tables; alter publication p add table a;").refusals == [
        "55000"
    ]


def test_tables_in_schema() -> None:
    told = replay("create schema s; create publication p for tables in schema s;")
    publication = told.catalog.publications.get("p")
    assert publication is not None
    assert publication.schemas == ("s",)


def test_a_table_twice_is_refused() -> None:
    text = "alter publication supabase_realtime add table a;"
    assert replay(TABLES + text + text).refusals == ["42710"]


def test_a_table_that_is_not_in_it_is_refused() -> None:
    assert replay(TABLES + "alter publication supabase_realtime drop table a;").refusals == ["42704"]


def test_a_view_is_refused() -> None:
    assert replay("create view v as select 1 as a; create publication p for table v;").refusals == ["22023"]


def test_an_unknown_publication_is_assumed() -> None:
    told = replay(TABLES + "alter publication p add table a;")
    assert published(told, "p") == ["a"]
    assert [a.kind for a in told.catalog.assumptions] == ["publication"]
