"""policy-public-auth-uid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from miglint import (
    PUBLIC,
    Change,
    Finding,
    Kind,
    Name,
    ObjectRef,
    Place,
    Policy,
    PolicyAltered,
    PolicyCreated,
    Rule,
    Severity,
    State,
    Table,
    quote_identifier,
    quote_name,
    tests_not_null_of,
)

UID = Name("auth", "uid")


@dataclass(frozen=True)
class PolicyPublicAuthUid(Rule):
    """A policy for PUBLIC asks only whether somebody is signed in.

    ## Why
    A policy without `TO`, or with `TO public`, is evaluated for every role, `anon` included. For `anon` the test
    `auth.uid() IS NOT NULL` is false, so nobody gets rows that they should not get today; but the door is held by
    that one test, it is paid for with every anonymous request, and the next person who adds `OR ...` to it opens the
    table to the world. What is meant is `TO authenticated`.

    Casts and sub-selects around `auth.uid()` are seen through. Restrictive policies only take away, so they are left
    alone. A later `ALTER POLICY ... TO authenticated` settles it.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "read contacts" ON contacts FOR SELECT TO public USING (auth.uid() IS NOT NULL);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    CREATE POLICY "read contacts" ON contacts FOR SELECT TO authenticated USING (auth.role() = 'authenticated');
    ```

    ## References
    - https://www.postgresql.org/docs/current/sql-createpolicy.html
    - https://supabase.com/docs/guides/database/postgres/row-level-security
    """

    kind = Kind.DEBT
    severity = Severity.ERROR
    sources = ("constitution:policy-public-auth-uid",)

    def check_catalog(self, state: State) -> Iterator[Finding]:
        uid = {routine.oid for routine in state.catalog.routines_named(*UID)}
        for policy in state.catalog.policies:
            # What a policy depends on is known already; most call no auth.uid() and need no second look.
            if uid and uid.isdisjoint(ref.oid for ref in policy.depends):
                continue
            if not _asks_only_for_a_user(policy):
                continue
            table = state.catalog.table(policy.relation)
            if table is None or state.catalog.disturbed("policies", table):
                continue
            if place := _place(policy, state):
                yield self._finding(policy, table, place)

    def _finding(self, policy: Policy, table: Table, place: Place) -> Finding:
        name, on = quote_identifier(policy.name), quote_name(table.schema, table.name)
        return self.finding(
            f'policy "{policy.name}" on {table.qualified} tests `auth.uid() IS NOT NULL` but is for PUBLIC: it is '
            "evaluated for every role, `anon` too, where signed-in users are meant.",
            place,
            help=f"ALTER POLICY {name} ON {on} TO authenticated;",
            object=ObjectRef("policy", table.schema, policy.name, table.name),
        )


def _asks_only_for_a_user(policy: Policy) -> bool:
    if not policy.permissive or PUBLIC not in policy.roles:
        return False
    clauses = (policy.using, policy.with_check)
    return any(clause is not None and tests_not_null_of(clause.node, UID) for clause in clauses)


def _place(policy: Policy, state: State) -> Place | None:
    """The last statement that made the policy what it is: the role in its TO, else the policy's name."""
    cause: Change | None = None
    bad, name = False, policy.name
    for change in state.changes_of(policy.relation):
        match change:
            case PolicyCreated(policy=made) if made.oid == policy.oid:
                now = made
            case PolicyAltered(after=after) if after.oid == policy.oid:
                now = after
            case _:
                continue
        was, bad = bad, _asks_only_for_a_user(now)
        if bad and not was:
            cause, name = change, now.name
    if cause is None:
        return None
    for role in cause.statement.node.get("roles") or ():
        match role:
            case {"RoleSpec": {"roletype": "ROLESPEC_PUBLIC", "location": int(location)}} if location > 0:
                return cause.statement.place(location)
    return cause.statement.find(name, after="policy")
