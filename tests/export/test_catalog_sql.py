"""What `miglint catalog --format sql` prints where the parts of an object came later than the object."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers.replays import replay

from miglint.export import catalog_json, catalog_sql

HISTORIES = Path(__file__).parent / "dumps"


def dumped(sql: str) -> str:
    return catalog_sql.render(replay(sql, default_privileges="legacy").replay)


@pytest.mark.parametrize(
    ("sql", "printed"),
    [
        (
            "create table p (i int) partition by hash (i); create table p0 (i int);"
            "alter table p attach partition p0 for values with (modulus 2, remainder 0);",
            "PARTITION OF public.p FOR VALUES WITH (MODULUS 2, REMAINDER 0)",
        ),
        (
            "create table p (i int) partition by list (i); create table p1 partition of p for values in (1);",
            "PARTITION OF public.p FOR VALUES IN (1)",
        ),
        ('create table "Big" (id serial);', """nextval(CAST('public."Big_id_seq"' AS regclass))"""),
        (
            "create schema s; create table t (id int generated always as identity); alter table t set schema s;",
            "GRANT ALL ON SEQUENCE s.t_id_seq TO anon, authenticated, service_role;",
        ),
    ],
)
def test_parts_that_came_later(sql: str, printed: str) -> None:
    assert printed in dumped(sql)


def test_a_detached_partition_is_a_table() -> None:
    made = "create table p (i int) partition by list (i); create table p1 partition of p for values in (1);"
    assert "PARTITION OF" not in dumped(made + "alter table p detach partition p1;")


@pytest.mark.parametrize("name", sorted(path.stem for path in HISTORIES.glob("*.sql")))
def test_the_dump_is_replayed_to_the_same_catalog(name: str) -> None:
    first = replay((HISTORIES / f"{name}.sql").read_text("utf-8"), default_privileges="legacy")
    second = replay(catalog_sql.render(first.replay), default_privileges="legacy")
    assert second.refusals == []
    given, found = (json.loads(catalog_json.render(each.replay, Path.cwd())) for each in (first, second))
    for kind in ("unknown", "assumed"):
        assert not given.pop(kind)
        assert not found.pop(kind)
    assert found == given
