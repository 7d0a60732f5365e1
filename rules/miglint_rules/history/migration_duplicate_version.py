"""migration-duplicate-version."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, History, Kind, Migration, Rule, Severity, Target


class MigrationDuplicateVersion(Rule):
    """Two migrations have the same version.

    ## Why
    The digits before the first underscore are a migration's version, which is the primary key of the table of applied
    migrations. The second file with the same version fails when it is recorded (23505, schema_migrations_pkey), and its
    changes are rolled back. If the first one was applied earlier, the second never runs.

    `20260126_120000_a.sql` and `20260126_130000_b.sql` have the same version too: 20260126.

    ## Bad
    ```sql 20250126000000_create_tags.sql
    CREATE TABLE tags (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```
    ```sql 20250126000000_create_notes.sql
    CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```

    ## Good
    ```sql 20250126000000_create_tags.sql
    CREATE TABLE tags (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```
    ```sql 20250126000100_create_notes.sql
    CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```

    ## References
    - https://github.com/supabase/cli/issues/2564
    """

    kind = Kind.HISTORY
    severity = Severity.ERROR
    sources = ("constitution:migration-duplicate-version",)

    def check_history(self, history: History, target: Target) -> Iterator[Finding]:
        first: dict[str, Migration] = {}
        for migration in history.migrations:
            if migration.version is None:
                continue
            other = first.setdefault(migration.version, migration)
            if other is not migration:
                place, before = migration.place(), other.place("the same version")
                yield self.finding(
                    f"{migration.name} has the same version as {other.name}: Supabase rolls it back (23505).",
                    place,
                    help="Rename the one that isn't applied yet to an unused version.",
                    related=[before],
                    causes=[place, before],
                )
