"""libpg_query leaves zeros out of its JSON: the first variable of a routine, calls for each row, what has no name."""

from __future__ import annotations

import pytest
from helpers.replays import postgres

from miglint.catalog.changes import ReplayFailed


@pytest.mark.parametrize(
    "body",
    [
        "begin i := i + 1; return i; end",
        "begin select id into i from t limit 1; return i; end",
        "begin select 4, 5 into i, j; return i; end",
        "begin for i in select id from t loop return i; end loop; return 1; end",
        "begin get diagnostics i = row_count; return i; end",
        "begin execute 'select 1' into i; return i; end",
    ],
)
def test_the_first_variable_is_assigned(body: str) -> None:
    done = postgres(
        "create table t (id int);"
        f"create function f(i int, j int default 0) returns int language plpgsql as $$ {body} $$; select f(1);"
    )
    assert done.of(ReplayFailed) == []
    assert done.refusals == []


def test_a_field_of_the_first_variable() -> None:
    done = postgres(
        "create table t (id int);"
        "create function f(r t) returns int language plpgsql as $$ begin r.id := 5; return r.id; end $$;"
        "select f(row(1)::t);"
    )
    assert done.of(ReplayFailed) == []


@pytest.mark.parametrize("result", ["7", "true", "'a'", "null"])
def test_a_call_for_each_row_of_a_table(result: str) -> None:
    """The usual backfill; what the function returns is thrown away."""
    done = postgres(
        "create table t (id int); insert into t values (1);"
        "create function f(i int) returns text language plpgsql as"
        f" $$ begin update t set id = i; return {result}; end $$; select f(id) from t;"
    )
    assert done.of(ReplayFailed) == []
    assert done.refusals == []


def test_an_included_expression_is_refused() -> None:
    assert postgres("create table t (a int, b int); create index on t (a) include ((b + 1));").refusals == ["0A000"]
