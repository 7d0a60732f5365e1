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
    """UPDATE policy has no WITH CHECK.

    ## Why
    USING decides which rows may be updated, WITH CHECK what they may become. Without WITH CHECK PostgreSQL uses
    USING for both. That isn't a hole, but a reader has to know it, and a later change of USING changes both.

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

    ## Fix safety
    Safe: PostgreSQL already checks new rows against USING, so the same condition in WITH CHECK changes nothing.

    ## References
    - https://www.postgresql.org/docs/current/sql-createpolicy.html
    """

    kind = Kind.STYLE
    severity = Severity.NOTE
    sources = ("constitution:policy-update-both-clauses",)

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for policy, table in exposed_policies(state):
            using = policy.using
            if using is not None and _lacks_check(policy) and (place := policy_place(policy, state, _lacks_check)):
                yield self.finding(
                    f'policy "{policy.name}" on {table.qualified} has USING but no WITH CHECK: '
                    "PostgreSQL checks the updated row against USING too, which is easy to miss.",
                    place,
                    help="Add WITH CHECK with the condition that updated rows must meet.",
                    object=state.catalog.ref(policy),
                    fix=Fix("Write WITH CHECK", partial(_edits, using), safe=True),
                    remedy=Remedy(partial(_altered, policy, table, using, state), True, renamed_at(table, state)),
                )


def _edits(using: Expression) -> tuple[Edit, ...]:
    """Return the edit that adds WITH CHECK after USING, with the same condition."""
    span = clause_span(using, "using")
    if span is None or using.statement is None:
        return ()
    migration = using.statement.migration
    words = "with check" if using.statement.text[:6].islower() else "WITH CHECK"
    return (Edit(migration, span.end + 1, span.end + 1, f" {words} ({migration.text[slice(*span)].strip()})"),)


def _altered(policy: Policy, table: Table, using: Expression, state: State) -> tuple[str, ...]:
    return alter_policy(policy, table, with_check=condition(using, table, state.catalog))


def _lacks_check(policy: Policy) -> bool:
    return policy.command == "UPDATE" and policy.using is not None and policy.with_check is None
