"""unusual-policy-name."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Policy, Remedy, Rule, Severity, State, Table, option, quote_identifier

from .._places import renamed_at
from ._policies import exposed_policies, is_for_clients, policy_on, policy_place, policy_ref

VERBS = {"SELECT": "read", "INSERT": "insert", "UPDATE": "update", "DELETE": "delete", "ALL": "all"}
LIMIT = 63
"""PostgreSQL cuts longer names (PostgreSQL docs, 4.1.1)."""


class UnusualPolicyName(Rule):
    """A policy's name does not follow the team's pattern, or says another command than it is for.

    ## Why
    A policy's name is all that a list of policies shows. Where names follow one pattern, a missing one is seen at once,
    and a name that says "read" on a policy for UPDATE misleads whoever reads the list.

    `templates` may use `{verb}` (read, insert, update, delete, all), `{command}` (select, insert ...), `{role}` and
    `{table}`. Judged are policies for one role of the API's users.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "contacts policy" ON contacts FOR SELECT TO authenticated USING (auth.role() = 'authenticated');
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "Enable read access for authenticated users" ON contacts FOR SELECT TO authenticated
      USING (auth.role() = 'authenticated');
    ```

    ## References
    - https://www.postgresql.org/docs/current/sql-createpolicy.html
    """

    kind = Kind.STYLE
    severity = Severity.NOTE
    fixable = True
    sources = ("constitution:policy-naming",)

    templates: tuple[str, ...] = option(
        (
            "Enable {verb} access for {role} users",
            "Enable {verb} access for {role} users on {table}",
            "Enable {verb} for {role} users",
            "Enable {verb} for {role} users on {table}",
        ),
        "The names that a policy may have.",
    )

    def check_catalog(self, state: State) -> Iterator[Finding]:
        taken: dict[int, set[str]] = {}
        for policy, table in exposed_policies(state):
            if not is_for_clients(policy) or len(policy.roles) != 1 or "public" in policy.roles:
                continue
            names = self._names(policy, table)
            if policy.name in names:
                continue
            # Only a name of its own, or the table's, makes it unusual: the policy itself does not matter.
            if place := policy_place(policy, state, lambda now: now.name not in self._names(now, table)):  # noqa: B023
                used = taken.setdefault(table.oid, {each.name for each in state.catalog.policies_of(table.oid)})
                new = next((name for name in names if name not in used), None)
                rename = f"ALTER POLICY {policy_on(policy, table)} RENAME TO {quote_identifier(new or names[0])};"
                used.add(new or "")
                yield self.finding(
                    f'policy "{policy.name}" on {table.qualified} is not called as policies are here.',
                    place,
                    help=rename,
                    object=policy_ref(policy, table),
                    remedy=Remedy((rename,), behind=(place, *renamed_at(table, state))) if new else None,
                )

    def _names(self, policy: Policy, table: Table) -> list[str]:
        facts = {
            "{verb}": VERBS[policy.command],
            "{command}": policy.command.lower(),
            "{role}": policy.roles[0],
            "{table}": table.name,
        }
        names = list(self.templates)
        for key, value in facts.items():
            names = [name.replace(key, value) for name in names]
        return [name.encode()[:LIMIT].decode("utf-8", "ignore") for name in names]
