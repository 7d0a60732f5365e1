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
    """Policy for PUBLIC tests only auth.uid() IS NOT NULL.

    ## Why
    A policy without `TO`, or with `TO public`, applies to every role, `anon` included. For `anon` the test
    `auth.uid() IS NOT NULL` is false, so no row is visible that shouldn't be. But that one test is all that
    protects the table, every anonymous request pays for it, and the next change that adds `OR ...` opens the table
    to everyone. Write `TO authenticated`.

    Casts and sub-selects around `auth.uid()` make no difference. Restrictive policies are skipped because they only
    remove access. A later `ALTER POLICY ... TO authenticated` resolves the finding.

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

    ## Fix safety
    Safe if every condition of the policy already excludes `anon`. Otherwise unsafe: `anon` loses what another
    condition allows. Roles of your own that rely on PUBLIC lose the policy; `service_role` bypasses row-level
    security.

    ## References
    - https://www.postgresql.org/docs/current/sql-createpolicy.html
    - https://supabase.com/docs/guides/database/postgres/row-level-security
    """

    kind = Kind.DEBT
    severity = Severity.ERROR
    sources = ("constitution:policy-public-auth-uid", "constitution:policy-public-uid-not-null")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for policy in state.catalog.policies:
            if not _is_for_users_only(policy, state):
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
        # If one clause lets `anon` pass, the fix takes access away.
        safe = all(tests_not_null_of(clause.node, UID) for _, clause in clauses(policy))
        return self.finding(
            f'policy "{policy.name}" on {table.qualified} tests auth.uid() IS NOT NULL but applies to PUBLIC: '
            "every anonymous request evaluates it, and only its condition keeps anon out.",
            _place(cause),
            help=alter,
            object=state.catalog.ref(policy),
            fix=Fix("Write TO authenticated", (edit,), safe) if edit else None,
            remedy=Remedy((alter,), safe),
        )


def _is_for_users_only(policy: Policy, state: State) -> bool:
    return policy.permissive and PUBLIC in policy.roles and tests_for_a_user(policy, state)


def _cause(policy: Policy, state: State) -> PolicyCreated | PolicyAltered | None:
    """Return the last statement that made the policy bad."""
    changes = state.once(policy_changes).get(policy.oid, ())
    return became(changes, lambda change: _is_for_users_only(change.subject, state))


def _place(cause: PolicyCreated | PolicyAltered) -> Place:
    """Return the place of PUBLIC in the statement's TO, else of the policy's name."""
    for role in cause.statement.node.get("roles") or ():
        match role:
            case {"RoleSpec": {"roletype": "ROLESPEC_PUBLIC", "location": int(location)}} if location > 0:
                return cause.statement.place(location)
    return cause.statement.find(cause.subject.name, after="policy")


def _role_edit(statement: Statement) -> Edit | None:
    """Return the edit that writes TO authenticated into CREATE or ALTER POLICY."""
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
