"""duplicate-object."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Rule, Severity, StatementRefused, Step

from ._refused import refused, rule_of


class DuplicateObject(Rule):
    """A statement makes something that is there already under that name.

    ## Why
    A second CREATE or ADD of the same name is refused (42P07, 42710, 42701, 42723, 42P06): a file that was copied,
    a policy that was written anew without dropping the old one, or two branches that both made the table. The
    database on which somebody ran the statement by hand keeps working; every new one stops here.

    ## Bad
    ```sql
    CREATE TABLE notes (id bigint PRIMARY KEY);
    CREATE POLICY "read" ON notes FOR SELECT TO authenticated USING (true);
    ```
    ```sql
    CREATE POLICY "read" ON notes FOR SELECT TO authenticated USING (id > 0);
    ```

    ## Good
    ```sql
    CREATE TABLE notes (id bigint PRIMARY KEY);
    CREATE POLICY "read" ON notes FOR SELECT TO authenticated USING (true);
    ```
    ```sql
    DROP POLICY "read" ON notes;
    CREATE POLICY "read" ON notes FOR SELECT TO authenticated USING (id > 0);
    ```

    ## References
    - [PostgreSQL error codes](https://www.postgresql.org/docs/current/errcodes-appendix.html)
    """

    kind = Kind.APPLY
    severity = Severity.ERROR

    def check_change(self, change: StatementRefused, step: Step) -> Iterator[Finding]:
        if rule_of(change) == self.name:
            yield refused(
                self,
                change,
                "Drop or rename the old one first, or write IF NOT EXISTS or OR REPLACE where the statement has it.",
            )
