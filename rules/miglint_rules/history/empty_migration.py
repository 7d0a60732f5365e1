"""empty-migration."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, History, Kind, Rule, Severity, Target


class EmptyMigration(Rule):
    """A migration holds no statement.

    ## Why
    A file of comments takes a version and does nothing. It mostly stands for something that was done by hand in one
    database: there the history looks whole, and every database that is built from the files lacks it.

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
            # What could not be parsed is no statement either, and is reported as what it is.
            if not migration.statements and not migration.problems:
                yield self.finding(
                    f"{migration.name} holds no statement: whatever it stands for, no new database gets it.",
                    migration.place(),
                    help="Write down what it should do, or delete it where it was never applied.",
                )
