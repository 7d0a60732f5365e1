"""policy-update-without-check."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from miglint import (
    Edit,
    Expression,
    Finding,
    Fix,
    Kind,
    Policy,
    Remedy,
    Rule,
    Severity,
    State,
    Table,
    exposed_policies,
    renamed_at,
)

from ._clauses import alter_policy, clause_span, condition
from ._policies import policy_place


class PolicyUpdateWithoutCheck(Rule):
    """A policy for UPDATE has no WITH CHECK of its own.

    ## Why
    USING says which rows may be changed, WITH CHECK what they may become. Without the second PostgreSQL takes the first
    for both, so this is no hole, but the reader has to know that, and the next edit of USING changes both.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "edit contacts" ON contacts FOR UPDATE TO authenticated USING (auth.role() = 'authenticated');
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "edit contacts" ON contacts FOR UPDATE TO authenticated
      USING (auth.role() = 'authenticated') WITH CHECK (auth.role() = 'authenticated');
    ```

    ## References
    - https://www.postgresql.org/docs/current/sql-createpolicy.html
    """

    kind = Kind.STYLE
    severity = Severity.NOTE
    sources = ("constitution:policy-update-both-clauses",)

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for policy, table in exposed_policies(state):
            using = policy.using
            if using is not None and _is_half(policy) and (place := policy_place(policy, state, _is_half)):
                yield self.finding(
                    f'policy "{policy.name}" on {table.qualified} says which rows may be updated, but not what '
                    "they may become: USING is taken for both.",
                    place,
                    help="Write WITH CHECK beside USING.",
                    object=state.catalog.ref(policy),
                    fix=Fix("Write WITH CHECK", partial(_edits, using), safe=True),
                    remedy=Remedy(partial(_altered, policy, table, using, state), True, renamed_at(table, state)),
                )


def _edits(using: Expression) -> tuple[Edit, ...]:
    """WITH CHECK with the words of USING, behind it."""
    span = clause_span(using, "using")
    if span is None or using.statement is None:
        return ()
    migration = using.statement.migration
    words = "with check" if using.statement.text[:6].islower() else "WITH CHECK"
    return (Edit(migration, span.end + 1, span.end + 1, f" {words} ({migration.text[slice(*span)].strip()})"),)


def _altered(policy: Policy, table: Table, using: Expression, state: State) -> tuple[str, ...]:
    return alter_policy(policy, table, with_check=condition(using, table, state.catalog))


def _is_half(policy: Policy) -> bool:
    return policy.command == "UPDATE" and policy.using is not None and policy.with_check is None
