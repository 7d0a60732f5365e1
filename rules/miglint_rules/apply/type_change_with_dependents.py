"""type-change-with-dependents."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Rule, Severity, StatementRefused, Step

from ._refused import refused, rule_of


class TypeChangeWithDependents(Rule):
    """A column changes its type while a view, policy, trigger or generated column reads it.

    ## Why
    ALTER COLUMN TYPE is refused (0A000) while a view, a policy, a trigger's column list or condition, or a
    generated column reads the column: PostgreSQL would have to rewrite those, and does not. They have to be dropped
    before and made again after.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, owner text);
    CREATE POLICY own ON contacts FOR SELECT TO authenticated USING (owner = 'me');
    ```
    ```sql
    ALTER TABLE contacts ALTER COLUMN owner TYPE varchar(80);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, owner text);
    CREATE POLICY own ON contacts FOR SELECT TO authenticated USING (owner = 'me');
    ```
    ```sql
    DROP POLICY own ON contacts;
    ALTER TABLE contacts ALTER COLUMN owner TYPE varchar(80);
    CREATE POLICY own ON contacts FOR SELECT TO authenticated USING (owner = 'me');
    ```

    ## References
    - [ALTER TABLE](https://www.postgresql.org/docs/current/sql-altertable.html)
    """

    kind = Kind.APPLY
    severity = Severity.ERROR
    sources = ("constitution:type-change-dependents",)

    def check_change(self, change: StatementRefused, step: Step) -> Iterator[Finding]:
        if rule_of(change) == self.name:
            yield refused(self, change, "Drop it before the change and make it again after, in the same migration.")
