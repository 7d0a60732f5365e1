"""duplicate-migration-description."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, History, Kind, Migration, Rule, Severity, Target, option

from ._descriptions import GENERATED, description_of
from ._files import named_files


class DuplicateMigrationDescription(Rule):
    """Two migrations have the same description.

    ## Why
    A second `add_tags` under another version is either the same change, written again by a tool under another version,
    or a different change whose name doesn't say what it does. People who look for the migration that added tags find
    two.

    ## Bad
    ```sql 20250126143000_add_tags.sql
    CREATE TABLE tags (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```
    ```sql 20250127143000_add_tags.sql
    ALTER TABLE tags ADD COLUMN name text;
    ```

    ## Good
    ```sql 20250126143000_add_tags.sql
    CREATE TABLE tags (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```
    ```sql 20250127143000_name_tags.sql
    ALTER TABLE tags ADD COLUMN name text;
    ```

    ## References
    - https://supabase.com/docs/reference/cli/supabase-migration-new
    """

    kind = Kind.HISTORY
    severity = Severity.NOTE
    sources = ("constitution:migration-duplicate-description",)

    exempt: tuple[str, ...] = option(GENERATED, "Descriptions that may be repeated, such as those that tools generate.")

    def check_history(self, history: History, target: Target) -> Iterator[Finding]:
        first: dict[str, Migration] = {}
        for migration in named_files(history):
            description = description_of(migration).lower()
            if not description or description in self.exempt:
                continue
            other = first.setdefault(description, migration)
            if other is not migration:
                place, before = migration.place(), other.place("the same description")
                yield self.finding(
                    f"{migration.name} has the same description as {other.name}: readers can't tell them apart.",
                    place,
                    help="Rename it after what it does differently.",
                    related=[before],
                    causes=[place, before],
                )
