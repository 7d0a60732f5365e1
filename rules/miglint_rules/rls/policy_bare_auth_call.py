"""policy-bare-auth-call."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from miglint import (
    Catalog,
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

from ._clauses import alter_policy, condition, wrapping
from ._initplan import bare_calls
from ._policies import clauses, policy_place


class PolicyBareAuthCall(Rule):
    """Policy calls auth.uid() or a similar function for every row.

    ## Why
    `owner = auth.uid()` calls the function once for every row that a query reads. Inside a sub-select,
    `owner = (SELECT auth.uid())`, PostgreSQL calls it once per query. On large tables that is the difference between
    milliseconds and seconds.

    The rule reports `auth.uid()`, `auth.role()`, `auth.jwt()`, `auth.email()` and `current_setting()` outside of
    sub-selects that don't use the row.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, owner uuid);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "read contacts" ON contacts FOR SELECT TO authenticated USING (owner = auth.uid());
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, owner uuid);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "read contacts" ON contacts FOR SELECT TO authenticated USING (owner = (SELECT auth.uid()));
    ```

    ## Fix safety
    Safe: these functions return the same value for the whole query, so the condition allows the same rows.

    ## References
    - https://supabase.com/docs/guides/database/database-linter?lint=0003_auth_rls_initplan; that lint searches
      the policy's text for `select auth.uid()`. So it misses a bare call next to a wrapped one, and reports
      `(select auth.uid()::text)` and calls inside an uncorrelated sub-select, which run once.
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:policy-auth-wrapped", "splinter:auth_rls_initplan")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        catalog = state.catalog
        for policy, table in exposed_policies(state):
            called = _called(policy, table, catalog)
            if not called or not table.rls_enabled:
                continue
            call = f"{called[0]}({'...' if 'setting' in called[0] else ''})"
            if place := policy_place(policy, state, lambda now: bool(_called(now, table, catalog))):  # noqa: B023
                yield self.finding(
                    f'policy "{policy.name}" on {table.qualified} calls {called[0]}() for every row: '
                    "queries on a large table get slow.",
                    place,
                    help=f"Write (SELECT {call}), which PostgreSQL evaluates once per query.",
                    object=state.catalog.ref(policy),
                    fix=Fix("Wrap the call in a sub-select", partial(wrapping, policy, table, catalog), safe=True),
                    remedy=Remedy(partial(_altered, policy, table, catalog), True, renamed_at(table, state)),
                )


def _called(policy: Policy, table: Table, catalog: Catalog) -> list[str]:
    return [name for _, clause in clauses(policy) for name, _ in bare_calls(clause.node, table, catalog)]


def _altered(policy: Policy, table: Table, catalog: Catalog) -> tuple[str, ...]:
    names = {"USING": "using", "WITH CHECK": "with_check"}
    bad = {names[word]: clause for word, clause in clauses(policy) if any(bare_calls(clause.node, table, catalog))}
    return alter_policy(policy, table, **{name: condition(clause, table, catalog) for name, clause in bad.items()})
