"""unguarded-policy."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from miglint import (
    Edit,
    FileSteps,
    Finding,
    Fix,
    Kind,
    Policy,
    PolicyCreated,
    PolicyDropped,
    Rule,
    Severity,
    Table,
    TableCreated,
    ahead,
    is_editable,
    strings,
)

from ._policies import policy_on


class UnguardedPolicy(Rule):
    """Policy is created without DROP POLICY IF EXISTS before it.

    ## Why
    PostgreSQL has no `CREATE OR REPLACE POLICY`. If the policy was created by hand, or a migration runs again after
    it failed half-way, `CREATE POLICY` fails with 42710. So a team may require `DROP POLICY IF EXISTS` before each.

    A table that the same file creates has no policies yet, and a `DO` block can test first: both are skipped. The
    policies of a file are reported together.

    ## Bad
    ```sql 20250101000000_contacts.sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    ```
    ```sql 20250102000000_contacts_policies.sql
    CREATE POLICY "read contacts" ON contacts FOR SELECT TO authenticated USING (auth.role() = 'authenticated');
    ```

    ## Good
    ```sql 20250101000000_contacts.sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ALTER TABLE contacts ENABLE ROW LEVEL SECURITY;
    ```
    ```sql 20250102000000_contacts_policies.sql
    DROP POLICY IF EXISTS "read contacts" ON contacts;
    CREATE POLICY "read contacts" ON contacts FOR SELECT TO authenticated USING (auth.role() = 'authenticated');
    ```

    ## Fix safety
    Safe: DROP POLICY IF EXISTS does nothing if the policy doesn't exist; otherwise the CREATE that follows replaces
    it.

    ## References
    - https://www.postgresql.org/docs/current/sql-createpolicy.html
    """

    kind = Kind.STYLE
    severity = Severity.NOTE
    sources = ("constitution:policy-idempotent",)

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        new: set[int] = set()
        # Policies that the file drops; `tried` has the drops of policies that did not exist.
        dropped: set[tuple[int, str]] = set()
        tried = _attempts(file)
        found: list[tuple[PolicyCreated, Table]] = []
        for change in file.changes:
            match change:
                case TableCreated(table=table):
                    new.add(table.oid)
                case PolicyDropped(policy=policy):
                    if owner := file.after.table(policy.relation):
                        dropped.add((owner.oid, policy.name))
                case PolicyCreated(policy=policy) if policy.relation not in new and change.statement.outer is None:
                    on = file.after.table(policy.relation)
                    if on is None or (on.oid, policy.name) in dropped:
                        continue
                    # An earlier statement of the file has DROP POLICY IF EXISTS for it.
                    attempt = tried.get((on.schema, on.name, policy.name), tried.get((None, on.name, policy.name)))
                    if attempt is not None and attempt < change.statement.index:
                        continue
                    found.append((change, on))
        if found:
            yield self._finding(found, file)

    def _finding(self, found: list[tuple[PolicyCreated, Table]], file: FileSteps) -> Finding:
        """Return one finding for the policies of a file."""
        (change, on), *others = found
        drop = _drop(change.policy, on)
        more = f" and {len(others)} more are" if others else " is"
        title = f"Write {drop}" if not others else "Write DROP POLICY IF EXISTS before each"
        return self.finding(
            f'policy "{change.policy.name}" on {on.qualified}{more} created without '
            f"DROP POLICY IF EXISTS: if {'one' if others else 'it'} already exists, the migration fails with 42710.",
            change.find(change.policy.name),
            help=drop,
            object=file.after.ref(on, change.policy),
            related=[each.find(each.policy.name, "and this one") for each, _ in others[:5]],
            fix=Fix(title, partial(_guards, found), safe=True),
        )


def _drop(policy: Policy, on: Table) -> str:
    return f"DROP POLICY IF EXISTS {policy_on(policy, on)};"


def _guards(found: list[tuple[PolicyCreated, Table]]) -> tuple[Edit, ...]:
    return tuple(
        ahead(change.statement, [_drop(change.policy, on)]) for change, on in found if is_editable(change.statement)
    )


def _attempts(file: FileSteps) -> dict[tuple[str | None, str, str], int]:
    """Return the index of the file's first DROP POLICY of each (schema as written, table, policy)."""
    found: dict[tuple[str | None, str, str], int] = {}
    for statement in file.migration.statements:
        match statement.node:
            case {"removeType": "OBJECT_POLICY", "objects": objects}:
                for each in objects:
                    *schema, table, policy = strings(each["List"]["items"])
                    found.setdefault((schema[-1] if schema else None, table, policy), statement.index)
    return found
