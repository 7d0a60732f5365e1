"""policy-to-public."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import PUBLIC, Finding, Kind, Policy, Remedy, Rule, Severity, State, exposed_policies, renamed_at

from ._policies import policy_on, policy_place, tests_for_a_user


class PolicyToPublic(Rule):
    """Policy applies to every role, `anon` included.

    ## Why
    A policy without `TO`, or with `TO public`, applies to `anon` too: only its condition protects the table, and
    PostgreSQL evaluates it for every anonymous request. A policy that names its role is easier to read and fails
    closed.

    Restrictive policies are skipped because they only remove access. Policies that test `auth.uid() IS NOT NULL` are
    reported by `policy-public-auth-uid`. If anonymous users are meant to read a table, write
    `TO anon, authenticated`.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "read contacts" ON contacts FOR SELECT USING (auth.role() = 'authenticated');
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "read contacts" ON contacts FOR SELECT TO authenticated USING (auth.role() = 'authenticated');
    ```

    ## Fix safety
    Unsafe: `anon`, and roles of your own that are not `authenticated`, lose what the policy allows them. Check
    first whether anonymous users are meant to have this access.

    ## References
    - https://www.postgresql.org/docs/current/sql-createpolicy.html
    - https://supabase.com/docs/guides/database/postgres/row-level-security
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:policy-to-public",)

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for policy, table in exposed_policies(state):
            if not _is_for_every_role(policy, state):
                continue
            if place := policy_place(policy, state, lambda now: _is_for_every_role(now, state)):
                alter = f"ALTER POLICY {policy_on(policy, table)} TO authenticated;"
                yield self.finding(
                    f'policy "{policy.name}" on {table.qualified} applies to PUBLIC, anon included: '
                    "only its condition keeps anonymous users out.",
                    place,
                    help=alter,
                    remedy=Remedy((alter,), False, renamed_at(table, state), ("policy-off-standard",)),
                    object=state.catalog.ref(policy),
                )


def _is_for_every_role(policy: Policy, state: State) -> bool:
    return policy.permissive and PUBLIC in policy.roles and not tests_for_a_user(policy, state)
