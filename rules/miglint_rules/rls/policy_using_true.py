"""policy-using-true."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import PUBLIC, Finding, Kind, Policy, Rule, Severity, State, exposed_policies, is_true, joined, option

from ._policies import clauses, is_for_clients, policy_place

_EFFECTS = {
    ("USING", "SELECT"): "see every row",
    ("USING", "UPDATE"): "update every row",
    ("USING", "DELETE"): "delete every row",
    ("USING", "ALL"): "see, update and delete every row",
    ("WITH CHECK", "INSERT"): "insert any row",
    ("WITH CHECK", "UPDATE"): "change a row to any values",
    ("WITH CHECK", "ALL"): "insert any row",
}
"""What a clause that is always true allows, by clause and command."""


class PolicyUsingTrue(Rule):
    """Policy condition is always true, so every row is allowed.

    ## Why
    `USING (true)` switches row-level security off for that command and role, in a place where it is easy to miss.
    For writes that is almost never meant. For reads it is right if the list is meant for everyone: set the profile
    `reference` for the table, or check writes only (`reads = false`).

    Every condition that is always true counts: `true`, `1 = 1`, `true OR owner = ...`. The rule checks permissive
    policies for PUBLIC, `anon` and `authenticated`; `service_role` bypasses row-level security.

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
      policies whose clause is missing. PostgreSQL allows nothing then (an INSERT without WITH CHECK, a DELETE without
      USING), so this rule doesn't report them.
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:policy-using-true", "splinter:rls_policy_always_true")

    reads: bool = option(True, "Check policies FOR SELECT too.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for policy, table in exposed_policies(state):
            if not self._lets_through(policy):
                continue
            if policy.command == "SELECT" and state.target.profile(table.schema, table.name).kind == "reference":
                continue
            if place := policy_place(policy, state, self._lets_through):
                which = next(keyword for keyword, clause in clauses(policy) if is_true(clause.node))
                who = "every role" if PUBLIC in policy.roles else joined(policy.roles)
                yield self.finding(
                    f'policy "{policy.name}" on {table.qualified} is always true in {which}: '
                    f"{who} may {_EFFECTS[which, policy.command]}.",
                    place,
                    help="Compare a column with the current user"
                    + (
                        ", or set the profile reference if every user may read it."
                        if policy.command == "SELECT"
                        else "."
                    ),
                    object=state.catalog.ref(policy),
                )

    def _lets_through(self, policy: Policy) -> bool:
        if not is_for_clients(policy) or (policy.command == "SELECT" and not self.reads):
            return False
        return any(is_true(clause.node) for _, clause in clauses(policy))
