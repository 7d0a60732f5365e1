"""Findings about the state, when only some files are reported on: they point at a cause in one of those files."""

from __future__ import annotations

import pytest
from helpers.judging import REGISTRY, shown

from miglint import Rule
from miglint.testing import history_of, line_of

TABLE = ("20250101000000_contacts.sql", "CREATE TABLE contacts (id bigint PRIMARY KEY, email jsonb);")


def _reported(name: str, files: list[tuple[str, str]], target: str) -> list[str]:
    history = history_of(files)
    history.targets = frozenset(m.path for m in history.migrations if m.name == target)
    rule: Rule = REGISTRY.rule(name)()
    return [line_of(finding) for finding in shown(history, [rule])]


def test_a_policy_reports_the_grant_that_its_table_lacks() -> None:
    secured = (TABLE[0], TABLE[1] + "ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;")
    policy = ("20250102000000_insert.sql", "CREATE POLICY p ON contacts FOR INSERT TO authenticated WITH CHECK (true);")
    assert _reported("missing-grant", [secured, policy], policy[0]) == [
        "missing-grant 20250102000000_insert.sql:1:15 public.contacts"
    ]


def test_a_file_that_has_no_part_in_it_reports_nothing() -> None:
    other = ("20250102000000_name.sql", "ALTER TABLE contacts ADD COLUMN name text;")
    assert _reported("missing-grant", [TABLE, other], other[0]) == []


def test_the_files_that_are_not_reported_on_are_context() -> None:
    grant = ("20250102000000_grants.sql", "GRANT SELECT ON contacts TO authenticated;")
    assert _reported("missing-grant", [TABLE, grant], TABLE[0]) == []


@pytest.mark.parametrize("target", ["20250102000000_drop.sql", "20250101000000_contacts.sql"])
def test_an_index_that_is_dropped_is_reported_at_the_drop_and_at_the_column(target: str) -> None:
    indexed = (TABLE[0], TABLE[1] + "CREATE INDEX i ON contacts USING gin (email);")
    drop = ("20250102000000_drop.sql", "DROP INDEX i;")
    assert [line.split(":")[0] for line in _reported("jsonb-without-gin", [indexed, drop], target)] == [
        f"jsonb-without-gin {target}"
    ]
