"""policy-update-without-check."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Policy, Rule, Severity, State

from ._policies import exposed_policies, policy_place, policy_ref


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
            if _is_half(policy) and (place := policy_place(policy, state, _is_half)):
                yield self.finding(
                    f'policy "{policy.name}" on {table.qualified} says which rows may be updated, but not what '
                    "they may become: USING is taken for both.",
                    place,
                    help="Write WITH CHECK beside USING.",
                    object=policy_ref(policy, table),
                )


def _is_half(policy: Policy) -> bool:
    return policy.command == "UPDATE" and policy.using is not None and policy.with_check is None
