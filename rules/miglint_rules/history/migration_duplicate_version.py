"""migration-duplicate-version."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, History, Kind, Migration, Rule, Severity, Target


class MigrationDuplicateVersion(Rule):
    """Two migrations have the same version.

    ## Why
    The digits before the first underscore are a migration's version, and the table of applied migrations has it as its
    primary key. The second file of a version fails when it is recorded (23505, schema_migrations_pkey) and its changes
    are rolled back; where the first one was applied earlier, the second never runs at all.

    `20260126_120000_a.sql` and `20260126_130000_b.sql` are such a pair: both have version 20260126.

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
                    f"{migration.name} has the version of {other.name}: it can't be recorded, and rolls back.",
                    place,
                    help="Give the one that was not applied yet a version of its own.",
                    related=[before],
                    causes=[place, before],
                )
