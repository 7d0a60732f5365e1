"""What rules write as the remedy of a finding, and where they know that they can't."""

from __future__ import annotations

from typing import Any

import pytest

from miglint.rule.registry import load_registry
from miglint.testing import judge

REGISTRY = load_registry(entry_points=False)
POLICY = "CREATE TABLE t (id int, owner uuid); ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON t "
KEYS = "CREATE TABLE a (id bigint PRIMARY KEY); CREATE TABLE b (id bigint PRIMARY KEY, a_id bigint{});"
PARTED = "CREATE TABLE b (id bigint, a_id bigint REFERENCES a ON DELETE CASCADE) PARTITION BY HASH (id);"
DEFINER = "CREATE FUNCTION f() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT {}';"

CASES: list[tuple[str, str, dict[str, Any], list[str]]] = [
    (
        "policy-bare-auth-call",
        POLICY + "USING (owner = auth.uid() AND id > 0) WITH CHECK (owner = (SELECT auth.uid()));",
        {},
        ["ALTER POLICY p ON public.t USING (owner = (SELECT auth.uid()) AND id > 0);"],
    ),
    (
        "policy-bare-auth-call",
        POLICY + "USING (EXISTS (SELECT FROM t x WHERE x.owner = t.owner AND x.owner = auth.uid()));"
        " ALTER TABLE t RENAME owner TO person;",
        {},
        [
            "ALTER POLICY p ON public.t USING (EXISTS (SELECT FROM t AS x "
            "WHERE x.person = t.person AND x.person = (SELECT auth.uid())));"
        ],
    ),
    (
        "policy-without-soft-delete",
        POLICY.replace("uuid", "uuid, deleted_at timestamptz") + "TO authenticated USING (owner = auth.uid());",
        {},
        [
            "ALTER POLICY p ON public.t USING ((owner = (SELECT auth.uid())) AND deleted_at IS NULL) "
            "WITH CHECK (owner = (SELECT auth.uid()));"
        ],
    ),
    (
        "foreign-key-cascade",
        KEYS.format(" CONSTRAINT k REFERENCES a ON UPDATE CASCADE ON DELETE CASCADE DEFERRABLE"),
        {},
        [
            "ALTER TABLE public.b DROP CONSTRAINT k, ADD CONSTRAINT k FOREIGN KEY (a_id) REFERENCES public.a (id) "
            "ON UPDATE CASCADE DEFERRABLE NOT VALID;",
            "ALTER TABLE public.b VALIDATE CONSTRAINT k;",
        ],
    ),
    (
        "foreign-key-cascade",
        KEYS.partition(" CREATE TABLE b")[0] + PARTED,
        {},
        [
            "ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey, "
            "ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a (id);"
        ],
    ),
    (
        "id-column-without-foreign-key",
        KEYS.format(""),
        {},
        [
            "CREATE INDEX idx_b_a_id ON public.b (a_id);",
            "ALTER TABLE public.b ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a (id) NOT VALID;",
            "ALTER TABLE public.b VALIDATE CONSTRAINT b_a_id_fkey;",
        ],
    ),
    ("id-column-without-foreign-key", KEYS.format("").replace("a_id bigint", "a_id uuid"), {}, []),
    ("mutable-search-path", DEFINER.format("1"), {}, ["ALTER FUNCTION public.f() SET search_path = '';"]),
    (
        "mutable-search-path",
        KEYS.format("") + DEFINER.format("id FROM a"),
        {},
        ["ALTER FUNCTION public.f() SET search_path = public, pg_temp;"],
    ),
    ("mutable-search-path", KEYS.format("") + DEFINER.format("id FROM a"), {"allowed": ("",)}, []),
    (
        "volatile-policy-function",
        "CREATE FUNCTION f() RETURNS boolean LANGUAGE sql AS 'DELETE FROM t RETURNING true';" + POLICY + "USING (f());",
        {},
        [],
    ),
    (
        "unusual-index-name",
        "CREATE TABLE t (a int, \"B c\" int); CREATE INDEX x ON t (lower(a::text)); CREATE INDEX y ON t (\"B c\", a);",
        {},
        ["ALTER INDEX public.x RENAME TO idx_t_a;", 'ALTER INDEX public.y RENAME TO "idx_t_B c_a";'],
    ),
    ("unusual-index-name", "CREATE TABLE t (a int); CREATE INDEX x ON t (a);", {"patterns": ("*_*_ix",)}, []),
    (
        "banned-column-type",
        "CREATE TABLE t (a timestamp, b money);",
        {},
        ["ALTER TABLE public.t ALTER COLUMN a TYPE timestamptz USING a AT TIME ZONE 'UTC';"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "sql", "options", "statements"), CASES)
def test_remedy(rule: str, sql: str, options: dict[str, Any], statements: list[str]) -> None:
    found = judge(REGISTRY.rule(rule)(**options), [("20250101000000_a.sql", sql)])
    assert found
    written = [statement for finding in found if finding.remedy for statement in finding.remedy.statements]
    assert written == statements


def test_statements_are_written_only_on_demand() -> None:
    """Judging costs no printing: statements that take some are made when somebody asks."""
    (found,) = judge(REGISTRY.rule("policy-bare-auth-call")(), [("20250101000000_a.sql", CASES[0][1])])
    assert found.remedy is not None
    assert callable(found.remedy.given)
    assert "statements" not in vars(found.remedy)
