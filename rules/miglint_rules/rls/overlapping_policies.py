"""overlapping-policies."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    PUBLIC,
    Finding,
    Kind,
    Place,
    Policy,
    PolicyAltered,
    PolicyCreated,
    Rule,
    Severity,
    State,
    Table,
    exposed_policies,
    joined,
)

from ._policies import is_for_clients

COMMANDS = ("SELECT", "INSERT", "UPDATE", "DELETE")


class OverlappingPolicies(Rule):
    """Several permissive policies apply to the same role and command.

    ## Why
    PostgreSQL combines permissive policies with OR and may evaluate all of them for every row. A policy that was
    meant to narrow another one widens it instead. A FOR ALL policy overlaps with those for single commands, one for
    PUBLIC with those for `authenticated`. Write one policy with OR, or make the narrowing one restrictive.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, owner uuid);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "read own" ON contacts FOR SELECT TO authenticated USING (owner = (SELECT auth.uid()));
    CREATE POLICY "read all" ON contacts FOR SELECT TO authenticated USING (owner IS NULL);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, owner uuid);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "read own" ON contacts FOR SELECT TO authenticated
      USING (owner = (SELECT auth.uid()) OR owner IS NULL);
    ```

    ## References
    - https://supabase.com/docs/guides/database/database-linter?lint=0006_multiple_permissive_policies; that lint
      reports a pair once for every role of the project, this rule reports a table once with all its overlaps.
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:policy-per-command", "splinter:multiple_permissive_policies")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        tables: dict[int, tuple[Table, list[Policy]]] = {}
        for policy, table in exposed_policies(state):
            if is_for_clients(policy):
                tables.setdefault(table.oid, (table, []))[1].append(policy)
        for table, policies in tables.values():
            overlaps = [
                (command, role, met)
                for command in COMMANDS
                for role in ("anon", "authenticated")
                if len(met := [p for p in policies if _holds(p, command, role)]) > 1
            ]
            if not overlaps or not state.catalog.knows("policies", table):
                continue
            names = list(dict.fromkeys(policy.name for _, _, met in overlaps for policy in met))
            places = _places(table, {p.oid for _, _, met in overlaps for p in met}, state)
            if places:
                shown = joined(
                    [f'"{name}"' for name in names[:3]] + ([f"{len(names) - 3} more"] if len(names) > 3 else [])
                )
                yield self.finding(
                    f"policies {shown} on {table.qualified} overlap for "
                    f"{joined(dict.fromkeys(command for command, _, _ in overlaps))} by "
                    f"{joined(dict.fromkeys(role for _, role, _ in overlaps))}: a row is allowed if any one allows it.",
                    places[0],
                    help="Merge them into one policy with OR, or create the narrowing one AS RESTRICTIVE.",
                    object=state.catalog.ref(table),
                    related=places[1:4],
                    causes=places,
                )


def _holds(policy: Policy, command: str, role: str) -> bool:
    return policy.command in (command, "ALL") and not {role, PUBLIC}.isdisjoint(policy.roles)


def _places(table: Table, oids: set[int], state: State) -> list[Place]:
    """Return where these policies were created or altered, the last first."""
    return [
        change.find(policy.name)
        for change in reversed(state.changes_of(table.oid))
        if isinstance(change, (PolicyCreated, PolicyAltered)) and (policy := change.subject).oid in oids
    ]
