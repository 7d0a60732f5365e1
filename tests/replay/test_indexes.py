"""CREATE INDEX."""

from __future__ import annotations

import pytest
from helpers.replays import postgres

from miglint.catalog.changes import IndexCreated

TABLE = "create table doc (id int primary key, title text, body jsonb);"


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        ("(title)", "doc_title_idx"),
        ("(title, id)", "doc_title_id_idx"),
        ("(lower(title))", "doc_lower_idx"),
        ("(lower(title), upper(title))", "doc_lower_upper_idx"),
        ("((id + 1))", "doc_expr_idx"),
        ("((id + 1), (id + 2))", "doc_expr_expr1_idx"),
        ("((id::text))", "doc_id_idx"),
        ("((body ->> 'k'))", "doc_expr_idx"),
        ("(coalesce(title, ''))", "doc_coalesce_idx"),
        ("(title) include (id)", "doc_title_id_idx"),
        ("using gin (body jsonb_path_ops)", "doc_body_idx"),
    ],
)
def test_generated_names(keys: str, name: str) -> None:
    assert name in postgres(TABLE + f"create index on doc {keys}").indexes("doc")


def test_same_index_twice() -> None:
    done = postgres(TABLE + "create index on doc (title); create index on doc (title)")
    assert done.indexes("doc") == ["doc_pkey", "doc_title_idx", "doc_title_idx1"]


def test_what_an_index_is() -> None:
    done = postgres(TABLE + "create unique index i on doc using btree (title text_pattern_ops desc nulls last,"
                    "(id + 1)) include (body) where id > 0")  # fmt: skip
    index = done.index("i")
    first, second = index.keys
    assert (first.attnum, first.opclass, first.descending, first.nulls_first) == (2, "text_pattern_ops", True, False)
    assert second.attnum == 0
    assert second.expression is not None
    assert (index.unique, index.method, index.included, index.predicate is not None) == (True, "btree", (3,), True)


def test_concurrently() -> None:
    done = postgres(TABLE + "create index concurrently i on doc (title)")
    assert done.of(IndexCreated)[0].concurrently


def test_if_not_exists_looks_at_the_name_only() -> None:
    done = postgres(TABLE + "create table other (x int); create index i on doc (title);"
                    "create index if not exists i on other (x)")  # fmt: skip
    assert done.indexes("other") == []
    assert done.refusals == []


@pytest.mark.parametrize(
    ("sql", "sqlstate"),
    [
        ("create index doc_pkey on doc (title)", "42P07"),
        ("create index on doc (nope)", "42703"),
        ("create index on doc (lower(nope))", "42703"),
        ("create index on doc (title) where nope", "42703"),
        ("create view v as select 1 as x; create index on v (x)", "42809"),
    ],
)
def test_refused(sql: str, sqlstate: str) -> None:
    assert postgres(TABLE + sql).refusals == [sqlstate]


def test_on_a_materialized_view() -> None:
    done = postgres(TABLE + "create materialized view latest as select title from doc; create index on latest (title)")
    assert done.index("latest_title_idx").keys[0].attnum == 1


def test_only_leaves_partitions_alone() -> None:
    done = postgres("create table p (x int) partition by list (x); create table q partition of p default;"
                    "create index on only p (x)")  # fmt: skip
    assert done.indexes("p") == ["p_x_idx"]
    assert done.indexes("q") == []
