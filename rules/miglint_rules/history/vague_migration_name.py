"""vague-migration-name."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, History, Kind, Rule, Severity, Target, option

from ._descriptions import GENERATED, description_of
from ._files import named_files


class VagueMigrationName(Rule):
    """Migration name doesn't say what the migration does.

    ## Why
    `fix`, `update` and `remote_schema` fit any file. People look through a folder by its names; a verb with an object
    (`add_contact_tags`) tells them which file to open.

    `names` are whole descriptions that are vague, `words` are words that are vague alone, together or with a number.

    ## Bad
    ```sql 20250126143000_fix.sql
    CREATE TABLE tags (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```

    ## Good
    ```sql 20250126143000_add_contact_tags.sql
    CREATE TABLE tags (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```

    ## References
    - https://supabase.com/docs/guides/deployment/database-migrations
    """

    kind = Kind.STYLE
    severity = Severity.NOTE
    sources = ("constitution:vague-migration-name",)

    names: tuple[str, ...] = option(GENERATED, "Whole descriptions that are vague.")
    words: tuple[str, ...] = option(
        ("fix", "fixes", "update", "updates", "change", "changes", "migration", "test", "temp", "tmp", "new", "misc",
         "patch", "wip", "stuff", "schema", "db", "database", "sql", "final"),
        "Words that are vague; a description that consists only of them is reported.",
    )  # fmt: skip

    def check_history(self, history: History, target: Target) -> Iterator[Finding]:
        for migration in named_files(history):
            description = description_of(migration).lower()
            parts = [part for part in description.replace("-", "_").split("_") if part and not part.isdecimal()]
            if description in self.names or (parts and all(part in self.words for part in parts)):
                yield self.finding(
                    f"the name {migration.name} doesn't say what the migration does.",
                    migration.place(),
                    help="Name it after the change, with a verb and an object: add_contact_tags.",
                )
