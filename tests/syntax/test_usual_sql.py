"""The usual expressions read as pglast prints them; the others are left to it."""

from __future__ import annotations

import pytest
from pglast.stream import RawStream

from miglint.syntax.parser import parse_statements
from miglint.syntax.printer import sql
from miglint.syntax.usual_sql import Unusual, usual_sql

USUAL = [
    "(select auth.uid()) = user_id and not deleted",
    "a = 1 or b > 2.50 and (c or d is not null) and not (e or f)",
    """ "Mixed Case".user = 'it''s' and "select" is null and position is null and "left" = '' """,
    "auth.jwt() -> 'app' ->> 'role' in ('admin', 'owner') and x not in (1, 2)",
    "a || b || '.' like '%x' and c ilike any_of and d not like e and f !~~* g",
    "exists (select 1 from public.m as m left join n on n.id = m.id where m.user_id = auth.uid() limit 1)",
    "id in (select distinct t.id from only_here t inner join u on u.id = t.id)",
    "role = any (array['a', 'b']::app.role[]) and n = any ((select ids())::int8[])",
    "(storage.foldername(name))[1] = auth.uid()::text",
    "coalesce(n, 0) + 1 > a * b - c and nullif(x, '') is distinct from y and z between 1 and 10",
    "case when a = 1 then true else false end and case b when 1 then null end = c",
    "current_date > day::date and at < now() - '1 day'::interval and count(*) > 1",
    "a::timestamptz > b::numeric and c::varchar = array(select x.* from x)",
]
UNUSUAL = [
    "a - (b - c)", "(a = b) is null", "(a or b) = c", "-a > 1", "x = -1", "a::numeric(10, 2) > 1", "b::char = 'x'",
    "count(distinct a)", "a is true", "x = all (y)", "a collate \"C\" = b", "(r).f = 1", "a at time zone 'utc' > b",
    "x > (select 1 union select 2)", "coalesce((select a from b group by a), 1)",
    "\"coalesce\"(a)", "a operator(pg_catalog.+) b",
]  # fmt: skip


def tree(expression: str) -> dict[str, object]:
    ((_, select),) = parse_statements(f"select {expression}")
    value: dict[str, object] = select["targetList"][0]["ResTarget"]["val"]
    return value


@pytest.mark.parametrize("expression", USUAL)
def test_usual_expression_is_printed_as_pglast_does(expression: str) -> None:
    assert "SELECT " + usual_sql(tree(expression)) == RawStream(special_functions=True)(f"select {expression}")


@pytest.mark.parametrize("expression", UNUSUAL)
def test_unusual_expression_is_left_to_pglast(expression: str) -> None:
    with pytest.raises(Unusual):
        usual_sql(tree(expression))
    assert "SELECT " + sql(tree(expression)) == RawStream(special_functions=True)(f"select {expression}")
