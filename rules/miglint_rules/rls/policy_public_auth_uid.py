"""policy-public-auth-uid."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    PUBLIC,
    Edit,
    Finding,
    Fix,
    Kind,
    Place,
    Policy,
    PolicyAltered,
    PolicyCreated,
    Remedy,
    Rule,
    Severity,
    Span,
    State,
    Statement,
    Table,
    became,
    is_editable,
    keyword,
    quote_identifier,
    quote_name,
    tests_not_null_of,
    words_between,
)

from ._policies import UID, clauses, policy_changes, tests_for_a_user


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
    sources = ("constitution:policy-public-auth-uid", "constitution:policy-public-uid-not-null")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for policy in state.catalog.policies:
            if not _asks_only_for_a_user(policy, state):
                continue
            table = state.catalog.table(policy.relation)
            if table is None or state.catalog.disturbed("policies", table):
                continue
            if cause := _cause(policy, state):
                yield self._finding(policy, table, cause, state)

    def _finding(self, policy: Policy, table: Table, cause: PolicyCreated | PolicyAltered, state: State) -> Finding:
        name, on = quote_identifier(policy.name), quote_name(table.schema, table.name)
        alter = f"ALTER POLICY {name} ON {on} TO authenticated;"
        edit = _role_edit(cause.statement)
        # Only where every clause turns `anon` away does nobody lose anything.
        safe = all(tests_not_null_of(clause.node, UID) for _, clause in clauses(policy))
        return self.finding(
            f'policy "{policy.name}" on {table.qualified} tests `auth.uid() IS NOT NULL` but is for PUBLIC: it is '
            "evaluated for every role, `anon` too, where signed-in users are meant.",
            _place(cause),
            help=alter,
            object=state.catalog.ref(policy),
            fix=Fix("Write TO authenticated", (edit,), safe) if edit else None,
            remedy=Remedy((alter,), safe),
        )


def _asks_only_for_a_user(policy: Policy, state: State) -> bool:
    return policy.permissive and PUBLIC in policy.roles and tests_for_a_user(policy, state)


def _cause(policy: Policy, state: State) -> PolicyCreated | PolicyAltered | None:
    """The last statement that made the policy what it is."""
    changes = state.once(policy_changes).get(policy.oid, ())
    return became(changes, lambda change: _asks_only_for_a_user(change.subject, state))


def _place(cause: PolicyCreated | PolicyAltered) -> Place:
    """The role in the statement's TO, else the policy's name."""
    for role in cause.statement.node.get("roles") or ():
        match role:
            case {"RoleSpec": {"roletype": "ROLESPEC_PUBLIC", "location": int(location)}} if location > 0:
                return cause.statement.place(location)
    return cause.statement.find(cause.subject.name, after="policy")


def _role_edit(statement: Statement) -> Edit | None:
    """The edit that writes TO authenticated into CREATE or ALTER POLICY."""
    if statement.kind not in ("CreatePolicyStmt", "AlterPolicyStmt") or not is_editable(statement):
        return None
    migration = statement.migration
    clause = keyword(statement, "using", "with")
    end = clause.start if clause else statement.span.end
    to = keyword(statement, "to")
    if to is None or to.start > end:
        small = clause is not None and migration.text[clause.start : clause.end].islower()
        return Edit(migration, end, end, "to authenticated " if small else "TO authenticated ")
    last = max(token.end for token in words_between(statement, Span(to.end, end)))
    return Edit(migration, to.end, last, " authenticated")
