"""unusual-policy-name."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    Finding,
    Kind,
    Place,
    Policy,
    PolicyAltered,
    PolicyCreated,
    Remedy,
    Renamed,
    Rule,
    Severity,
    State,
    Table,
    exposed_policies,
    joined,
    option,
    quote_identifier,
)

from ._policies import is_for_clients, policy_on, policy_place

VERBS = {"SELECT": "read", "INSERT": "insert", "UPDATE": "update", "DELETE": "delete", "ALL": "all"}
LIMIT = 63
"""PostgreSQL cuts longer names (PostgreSQL docs, 4.1.1)."""


class UnusualPolicyName(Rule):
    """Policy name doesn't follow the project's pattern.

    ## Why
    A list of policies shows little but their names. If they follow one pattern, a missing policy is easy to see; a
    policy for UPDATE with "read" in its name misleads the reader.

    `templates` may use `{verb}` (read, insert, update, delete, all), `{command}` (select, insert ...), `{role}` and
    `{table}`. The rule checks policies for exactly one role of the API's users and reports those of a table
    together.

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

    ## Fix safety
    Unsafe: access stays the same, but SQL outside of the migrations that uses the old name (DROP POLICY) no longer
    finds it.

    ## References
    - https://www.postgresql.org/docs/current/sql-createpolicy.html
    """

    kind = Kind.STYLE
    severity = Severity.NOTE
    sources = ("constitution:policy-naming",)

    templates: tuple[str, ...] = option(
        (
            "Enable {verb} access for {role} users",
            "Enable {verb} access for {role} users on {table}",
            "Enable {verb} for {role} users",
            "Enable {verb} for {role} users on {table}",
        ),
        "The patterns of policy names; one of them must match.",
    )

    def check_catalog(self, state: State) -> Iterator[Finding]:
        found: dict[int, list[tuple[Policy, Place]]] = {}
        for policy, table in exposed_policies(state):
            if not is_for_clients(policy) or len(policy.roles) != 1 or "public" in policy.roles:
                continue
            if policy.name in self._names(policy, table):
                continue
            # The last statement after which the name matches no pattern.
            if place := policy_place(policy, state, lambda now: now.name not in self._names(now, table)):  # noqa: B023
                found.setdefault(table.oid, []).append((policy, place))
        for oid, policies in found.items():
            if (on := state.catalog.table(oid)) is not None:
                yield self._finding(on, policies, state)

    def _finding(self, table: Table, found: list[tuple[Policy, Place]], state: State) -> Finding:
        """Return one finding for the policies of a table."""
        used = {each.name for each in state.catalog.policies_of(table.oid)}
        renames, complete = [], True
        for policy, _ in found:
            names = self._names(policy, table)
            new = next((name for name in names if name not in used), None)
            complete = complete and new is not None
            used.add(new or "")
            renames.append(f"ALTER POLICY {policy_on(policy, table)} RENAME TO {quote_identifier(new or names[0])};")
        names = [f'"{policy.name}"' for policy, _ in found]
        shown = joined(names[:3] + ([f"{len(names) - 3} more"] if len(names) > 3 else []))
        many = len(names) > 1
        policy, place = found[0]
        places = [each for _, each in found]
        return self.finding(
            f"policy {'names' if many else 'name'} on {table.qualified} {'do' if many else 'does'}n't follow "
            f"the project's pattern: {shown}.",
            place,
            help=renames[0],
            object=state.catalog.ref(table) if many else state.catalog.ref(policy),
            related=[Place(other.migration, other.span, f'"{each.name}"') for each, other in found[1:]],
            causes=places,
            remedy=Remedy(tuple(renames), behind=(*places, *_touched(table, state))) if complete else None,
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


def _touched(table: Table, state: State) -> Iterator[Place]:
    """Yield where statements use the current names of the table's policies."""
    kinds = (PolicyCreated, PolicyAltered, Renamed)
    return (change.place() for change in state.changes_of(table.oid) if isinstance(change, kinds))
