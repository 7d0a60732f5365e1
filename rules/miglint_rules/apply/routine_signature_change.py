"""routine-signature-change."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Rule, Severity, StatementRefused, Step

from ._refused import refused, rule_of


class RoutineSignatureChange(Rule):
    """CREATE OR REPLACE changes what a function returns, or the names of its parameters.

    ## Why
    OR REPLACE keeps the function and whoever calls it, so PostgreSQL refuses another result type, other names of
    the parameters or output columns, and a default that is taken away (42P13). Such a function has to be dropped
    first, and its grants given again.

    ## Bad
    ```sql
    CREATE FUNCTION total() RETURNS integer LANGUAGE sql AS 'SELECT 1';
    ```
    ```sql
    CREATE OR REPLACE FUNCTION total() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
    ```

    ## Good
    ```sql
    CREATE FUNCTION total() RETURNS integer LANGUAGE sql AS 'SELECT 1';
    ```
    ```sql
    DROP FUNCTION total();
    CREATE FUNCTION total() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
    ```

    ## References
    - [CREATE FUNCTION](https://www.postgresql.org/docs/current/sql-createfunction.html)
    """

    kind = Kind.APPLY
    severity = Severity.ERROR

    def check_change(self, change: StatementRefused, step: Step) -> Iterator[Finding]:
        if rule_of(change) == self.name:
            yield refused(
                self, change, "Write DROP FUNCTION with its argument types before it, and give its grants again."
            )
