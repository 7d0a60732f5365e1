"""policy-using-true."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Policy, Rule, Severity, State, exposed_policies, is_true, option

from ._policies import clauses, is_for_clients, policy_place


class PolicyUsingTrue(Rule):
    """A policy lets users through whatever the row.

    ## Why
    `USING (true)` is row-level security switched off for that command and role, in a place where nobody looks for it.
    For writes that is almost never meant. For reads it is right for a list that everybody may see: give such a table
    the profile `reference`, or look at writes only (`reads = false`).

    What is always true counts in every spelling: `true`, `1 = 1`, `true OR owner = ...`. Judged are permissive policies
    for PUBLIC, `anon` and `authenticated`; `service_role` passes row-level security anyway.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, owner uuid);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "drop contacts" ON contacts FOR DELETE TO authenticated USING (true);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, owner uuid);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "drop contacts" ON contacts FOR DELETE TO authenticated USING (owner = (SELECT auth.uid()));
    ```

    ## References
    - https://supabase.com/docs/guides/database/database-linter?lint=0024_permissive_rls_policy; that lint also reports
      policies whose clause is missing. PostgreSQL lets nothing through then (an INSERT without WITH CHECK, a DELETE
      without USING), so they are no findings here.
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:policy-using-true", "splinter:rls_policy_always_true")

    reads: bool = option(True, "Judge what only reads too: USING of a policy FOR SELECT.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for policy, table in exposed_policies(state):
            if not self._lets_through(policy):
                continue
            if policy.command == "SELECT" and state.target.profile(table.schema, table.name).kind == "reference":
                continue
            if place := policy_place(policy, state, self._lets_through):
                which = next(keyword for keyword, clause in clauses(policy) if is_true(clause.node))
                command = "everything" if policy.command == "ALL" else policy.command
                yield self.finding(
                    f'policy "{policy.name}" on {table.qualified} says {which} (true): it allows {command} on '
                    "every row.",
                    place,
                    help="Compare a column with the user, or give the table the profile reference if all may read it.",
                    object=state.catalog.ref(policy),
                )

    def _lets_through(self, policy: Policy) -> bool:
        if not is_for_clients(policy) or (policy.command == "SELECT" and not self.reads):
            return False
        return any(is_true(clause.node) for _, clause in clauses(policy))
