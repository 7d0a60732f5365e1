"""policy-without-soft-delete."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from miglint import (
    Edit,
    Finding,
    Fix,
    Kind,
    Policy,
    Remedy,
    Rule,
    Severity,
    State,
    Table,
    exposed_policies,
    is_constant,
    is_true,
    option,
    quote_identifier,
    renamed_at,
    strings,
    walk,
)

from ._clauses import alter_policy, clause_span, condition
from ._policies import is_for_clients, policy_place


class PolicyWithoutSoftDelete(Rule):
    """Policy shows soft-deleted rows.

    ## Why
    If rows are deleted by setting `deleted_at`, every query must leave them out. The policy for SELECT is the one
    place that no query can forget.

    This has a consequence: PostgreSQL checks the new version of a row against the SELECT policies too, so with this
    filter a plain `UPDATE ... SET deleted_at = now()` fails with 42501. Delete through a SECURITY DEFINER function,
    or let owners see their deleted rows (`deleted_at IS NULL OR owner = (SELECT auth.uid())`, which this rule
    accepts).

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

    ## Fix safety
    Unsafe: users no longer see deleted rows, and a plain UPDATE that sets the column fails with 42501 (see Why).

    ## References
    - https://www.postgresql.org/docs/current/sql-createpolicy.html
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:policy-soft-delete",)

    column: str = option("deleted_at", "The column that marks a deleted row.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for policy, table in exposed_policies(state):
            mark = table.column(self.column)
            if mark is None or not self._shows_deleted(policy):
                continue
            if place := policy_place(policy, state, self._shows_deleted):
                yield self.finding(
                    f'policy "{policy.name}" on {table.qualified} shows soft-deleted rows: its USING does not '
                    f"test {self.column}.",
                    place,
                    help=f"Add AND {self.column} IS NULL to USING.",
                    object=state.catalog.ref(policy),
                    fix=Fix(f"Add {self.column} IS NULL", partial(self._edits, policy, table)),
                    remedy=Remedy(
                        partial(self._altered, policy, table, state),
                        behind=(*renamed_at(table, state), table.column_place(mark)),
                    ),
                )

    def _edits(self, policy: Policy, table: Table) -> tuple[Edit, ...]:
        using = policy.using
        span = clause_span(using, "using") if using else None
        mark = table.column(self.column)
        # Without WITH CHECK, a FOR ALL policy checks new rows against USING: soft deletes would fail.
        if policy.command == "ALL" and policy.with_check is None:
            return ()
        # The column must exist when the policy is created.
        if using is None or using.statement is None or span is None or mark is None or mark.origin is not table.origin:
            return ()
        migration, test = using.statement.migration, f"{quote_identifier(self.column)} IS NULL"
        if is_true(using.node):
            return (Edit(migration, *span, test),)
        return (Edit(migration, span.start, span.start, "("), Edit(migration, span.end, span.end, f") AND {test}"))

    def _altered(self, policy: Policy, table: Table, state: State) -> tuple[str, ...]:
        if policy.using is None:
            return ()
        before, test = condition(policy.using, table, state.catalog), f"{quote_identifier(self.column)} IS NULL"
        now = test if is_true(policy.using.node) else f"({before}) AND {test}" if before else ""
        if policy.command == "ALL" and policy.with_check is None:
            return alter_policy(policy, table, using=now, with_check=before)
        return alter_policy(policy, table, using=now)

    def _shows_deleted(self, policy: Policy) -> bool:
        if policy.command not in ("SELECT", "ALL") or not is_for_clients(policy) or policy.using is None:
            return False
        # USING (false) shows nothing, USING (true) everything; other constants don't occur.
        if is_constant(policy.using.node) and _is_false(policy):
            return False
        return not any(
            kind == "NullTest"
            and any(k == "ColumnRef" and strings(f["fields"])[-1] == self.column for k, f in walk(fields["arg"]))
            for kind, fields in walk(policy.using.node)
        )


def _is_false(policy: Policy) -> bool:
    match policy.using and policy.using.node:
        case {"A_Const": {"boolval": value}}:
            return not value.get("boolval", False)
    return False
