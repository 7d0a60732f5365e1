"""empty-migration."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, History, Kind, Rule, Severity, Target


class EmptyMigration(Rule):
    """Migration contains no statements.

    ## Why
    A file that only has comments takes a version and does nothing. Often the change was made by hand in one database:
    the history looks complete there, but every database that is built from the files lacks it.

    ## Bad
    ```sql 20250926130000_baseline.sql
    -- The schema as it is in production.
    ```

    ## Good
    ```sql 20250926130000_baseline.sql
    -- The schema as it is in production.
    CREATE TABLE tags (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```

    ## References
    - https://supabase.com/docs/reference/cli/supabase-db-reset
    """

    kind = Kind.HISTORY
    severity = Severity.WARNING
    sources = ("constitution:migration-empty",)

    def check_history(self, history: History, target: Target) -> Iterator[Finding]:
        for migration in history.migrations:
            # A statement that can't be parsed is missing too, but syntax-error reports it.
            if not migration.statements and not migration.problems:
                yield self.finding(
                    f"{migration.name} contains no statements: new databases don't get the change it is named after.",
                    migration.place(),
                    help="Write the statements, or delete the file if it was never applied.",
                )
