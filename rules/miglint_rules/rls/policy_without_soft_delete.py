"""policy-without-soft-delete."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Policy, Rule, Severity, State, is_constant, option, strings, walk

from ._policies import exposed_policies, is_for_clients, policy_place, policy_ref


class PolicyWithoutSoftDelete(Rule):
    """A policy shows the rows that are deleted.

    ## Why
    Where a row is deleted by setting `deleted_at`, every reader must leave such rows out, and the policy for SELECT is
    the one place that no query can forget.

    One thing comes with it: PostgreSQL holds the new version of a row against the SELECT policies too, so with this
    filter a plain `UPDATE ... SET deleted_at = now()` is refused (42501). Delete through a SECURITY DEFINER function,
    or let owners see their deleted rows (`deleted_at IS NULL OR owner = (SELECT auth.uid())`, which counts here).

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, deleted_at timestamptz);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "read contacts" ON contacts FOR SELECT TO authenticated
      USING ((SELECT auth.uid()) IS NOT NULL);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, deleted_at timestamptz);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "read contacts" ON contacts FOR SELECT TO authenticated
      USING ((SELECT auth.uid()) IS NOT NULL AND deleted_at IS NULL);
    ```

    ## References
    - https://www.postgresql.org/docs/current/sql-createpolicy.html
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:policy-soft-delete",)

    column: str = option("deleted_at", "The column that marks a deleted row.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for policy, table in exposed_policies(state):
            if not self._shows_all(policy) or table.column(self.column) is None:
                continue
            if place := policy_place(policy, state, self._shows_all):
                yield self.finding(
                    f'policy "{policy.name}" on {table.qualified} shows deleted rows: it does not ask for '
                    f"{self.column}.",
                    place,
                    help=f"Add AND {self.column} IS NULL to USING.",
                    object=policy_ref(policy, table),
                )

    def _shows_all(self, policy: Policy) -> bool:
        if policy.command not in ("SELECT", "ALL") or not is_for_clients(policy) or policy.using is None:
            return False
        # USING (false) shows nothing; USING (true) shows everything, and no other constant is likely.
        if is_constant(policy.using.node) and _says_false(policy):
            return False
        return not any(
            kind == "NullTest"
            and any(k == "ColumnRef" and strings(f["fields"])[-1] == self.column for k, f in walk(fields["arg"]))
            for kind, fields in walk(policy.using.node)
        )


def _says_false(policy: Policy) -> bool:
    match policy.using and policy.using.node:
        case {"A_Const": {"boolval": value}}:
            return not value.get("boolval", False)
    return False
