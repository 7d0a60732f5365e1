"""one-sided-junction-policy."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    Expression,
    Finding,
    Kind,
    Name,
    Node,
    Policy,
    Rule,
    Severity,
    State,
    Table,
    exposed_policies,
    is_call,
    is_constant,
    joined,
    strings,
    unwrapped,
    walk,
)

from .._junctions import is_junction, named_after, pair
from ._policies import clauses, is_for_clients, policy_place

UID = Name("auth", "uid")


class OneSidedJunctionPolicy(Rule):
    """Junction table policy checks only one of its two ends.

    ## Why
    A user who passes the check for one end can link it to any row at the other end, or see that row's id: another
    user's contact in your deal. If a policy checks related rows at all, it must check both ends.

    The rule checks policies for INSERT, UPDATE and ALL on tables that are named after both ends. It skips
    conditions that don't read the row (`auth.role() = 'authenticated'`) and those that compare an end with
    `auth.uid()`, because the row belongs to the user then.

    ## Bad
    ```sql
    CREATE TABLE deals (id bigint PRIMARY KEY);
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    CREATE TABLE deal_contacts (
      deal_id bigint NOT NULL REFERENCES deals (id),
      contact_id bigint NOT NULL REFERENCES contacts (id),
      PRIMARY KEY (deal_id, contact_id)
    );
    CREATE POLICY "add pairs" ON deal_contacts FOR INSERT TO authenticated
      WITH CHECK (EXISTS (SELECT 1 FROM deals d WHERE d.id = deal_contacts.deal_id));
    ```

    ## Good
    ```sql
    CREATE TABLE deals (id bigint PRIMARY KEY);
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    CREATE TABLE deal_contacts (
      deal_id bigint NOT NULL REFERENCES deals (id),
      contact_id bigint NOT NULL REFERENCES contacts (id),
      PRIMARY KEY (deal_id, contact_id)
    );
    CREATE POLICY "add pairs" ON deal_contacts FOR INSERT TO authenticated
      WITH CHECK (EXISTS (SELECT 1 FROM deals d WHERE d.id = deal_contacts.deal_id)
        AND EXISTS (SELECT 1 FROM contacts c WHERE c.id = deal_contacts.contact_id));
    ```

    ## References
    - https://www.postgresql.org/docs/current/ddl-rowsecurity.html
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:junction-policy-both-sides",)

    def check_catalog(self, state: State) -> Iterator[Finding]:
        ends: dict[int, list[str]] = {}
        for policy, table in exposed_policies(state):
            if not is_for_clients(policy):
                continue
            if table.oid not in ends:
                keys = pair(table, state.catalog) if is_junction(table, state) else []
                keys = keys if named_after(table, keys) else []
                ends[table.oid] = list(dict.fromkeys(table.names((key.columns[0],))[0] for key in keys))
            names = ends[table.oid]
            if len(names) != 2 or not _checks_one(policy, names, table):
                continue
            if place := policy_place(policy, state, lambda now: _checks_one(now, names, table)):  # noqa: B023
                yield self.finding(
                    f'policy "{policy.name}" on {table.qualified} checks only one of {joined(names)}: '
                    "users can link a row of theirs to a row of another user.",
                    place,
                    help=f"Check both {joined(names)} in the condition, for example each with EXISTS (SELECT ...).",
                    object=state.catalog.ref(policy),
                )


def _checks_one(policy: Policy, names: list[str], table: Table) -> bool:
    if policy.command in ("SELECT", "DELETE"):
        return False
    return any(len(_checked(clause, names, table)) == 1 for _, clause in clauses(policy))


def _checked(clause: Expression, names: list[str], table: Table) -> set[str]:
    """Return which of the columns a condition reads; both if it tests another column of the row."""
    if is_constant(clause.node):
        return set()
    read = {strings(fields["fields"])[-1] for kind, fields in walk(clause.node) if kind == "ColumnRef"}
    if any(kind == "A_Expr" and _is_with_user(fields) for kind, fields in walk(clause.node)):
        return set(names)
    own = {column.name for column in table.columns} - {*names, "id", "deleted_at"}
    return set(names) if read & own else read & set(names)


def _is_with_user(comparison: Node) -> bool:
    """Return whether a comparison is between a column and auth.uid()."""
    sides = (comparison.get("lexpr") or {}, comparison.get("rexpr") or {})
    return any(is_call(side, UID) for side in sides) and any("ColumnRef" in unwrapped(side) for side in sides)
