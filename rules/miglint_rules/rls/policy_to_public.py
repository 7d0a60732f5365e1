"""policy-to-public."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import PUBLIC, Finding, Kind, Policy, Remedy, Rule, Severity, State, exposed_policies, renamed_at

from ._policies import policy_on, policy_place, tests_for_a_user


class PolicyToPublic(Rule):
    """A policy is for PUBLIC, that is for every role.

    ## Why
    A policy without `TO`, or with `TO public` beside whatever else, holds for `anon` too: only its condition stands
    between the table and the world, and PostgreSQL evaluates it for every anonymous request. Naming the role is
    shorter to read and fails closed.

    Restrictive policies only take away, so they may be for everybody. Policies that test `auth.uid() IS NOT NULL` are
    what `policy-public-auth-uid` is about. For a table that the world may read, write `TO anon, authenticated`.

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

    ## References
    - https://www.postgresql.org/docs/current/sql-createpolicy.html
    - https://supabase.com/docs/guides/database/postgres/row-level-security
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:policy-to-public",)

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for policy, table in exposed_policies(state):
            if not _is_for_everybody(policy, state):
                continue
            if place := policy_place(policy, state, lambda now: _is_for_everybody(now, state)):
                alter = f"ALTER POLICY {policy_on(policy, table)} TO authenticated;"
                yield self.finding(
                    f'policy "{policy.name}" on {table.qualified} is for PUBLIC, `anon` included: only its condition '
                    "keeps anybody out.",
                    place,
                    help=alter,
                    remedy=Remedy((alter,), False, renamed_at(table, state), ("policy-off-standard",)),
                    object=state.catalog.ref(policy),
                )


def _is_for_everybody(policy: Policy, state: State) -> bool:
    return policy.permissive and PUBLIC in policy.roles and not tests_for_a_user(policy, state)
