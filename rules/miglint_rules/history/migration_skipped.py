"""migration-skipped."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, History, Kind, Migration, Rule, Severity, Target, option

from ._files import SUPABASE_NAME


class MigrationSkipped(Rule):
    """File next to the migrations is never applied.

    ## Why
    Supabase applies the `.sql` files directly in the migrations folder. Files in subfolders, and files that end in
    `.sql.skip`, `.sql.bak` or `.SQL`, are skipped without a message, and people who read the folder take them for part
    of the schema.

    Folders called `archive`, `archived`, `_archive` or `_archived` are not reported.

    ## Bad
    ```sql 20250126000000_create_tags.sql.skip
    CREATE TABLE tags (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```

    ## Good
    ```sql 20250126000000_create_tags.sql
    CREATE TABLE tags (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```

    ## References
    - https://supabase.com/docs/guides/deployment/database-migrations
    """

    kind = Kind.HISTORY
    severity = Severity.ERROR
    sources = ("constitution:migration-skipped", "constitution:migration-archive-reference")

    allowed: tuple[str, ...] = option((), "Globs of files and folders that may be there.")

    def check_history(self, history: History, target: Target) -> Iterator[Finding]:
        for skipped in history.skipped:
            name = skipped.path.name
            if self._allowed(name):
                continue
            if skipped.is_folder:
                yield self.finding(
                    f"the files in {name}/ are never applied: {skipped.reason}.",
                    Migration(skipped.path, "").place(),
                    help="Move the files that should run into the migrations folder, and the others to archive/.",
                )
            elif SUPABASE_NAME.fullmatch(name) or not name.endswith(".sql"):
                version = name.partition("_")[0]
                migration = Migration(skipped.path, "", version=version if version.isdigit() else None)
                yield self.finding(
                    f"{name} is never applied: {skipped.reason}.",
                    migration.place(),
                    help="Delete it, move it to archive/, or rename it so that it runs.",
                )

    def _allowed(self, name: str) -> bool:
        if not self.allowed:
            return False
        from fnmatch import fnmatchcase

        return any(fnmatchcase(name, glob) for glob in self.allowed)
