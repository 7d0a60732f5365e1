"""migration-filename."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from miglint import Finding, History, Kind, Migration, Rule, Severity, SkippedFile, Target, option

from ._files import SUPABASE_NAME, is_migrations_folder, proposed_names


class MigrationFilename(Rule):
    """Migration isn't named YYYYMMDDHHMMSS_snake_case.sql.

    ## Why
    Supabase applies files whose names start with digits and an underscore and end in `.sql`. For any other file it
    prints a line on stderr and goes on: the table that the file creates is missing in production, and nothing fails.

    Other names that Supabase accepts cause different problems. The digits before the first underscore are the version,
    so `20260126_120000_a.sql` and `20260126_130000_b.sql` have the same version, and versions with different numbers of
    digits sort differently as text and as numbers.

    ## Bad
    ```sql 2025-01-26-add-tags.sql
    CREATE TABLE tags (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```

    ## Good
    ```sql 20250126143000_add_tags.sql
    CREATE TABLE tags (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```

    ## References
    - https://supabase.com/docs/guides/deployment/database-migrations
    """

    kind = Kind.HISTORY
    severity = Severity.ERROR
    sources = ("constitution:migration-filename",)

    pattern: str = option(
        r"\d{14}_[a-z0-9]+(_[a-z0-9]+)*\.sql",
        "A regular expression that the whole file name must match.",
    )
    says: str = option("YYYYMMDDHHMMSS_snake_case.sql", "The pattern in words, for the message.")

    def __post_init__(self) -> None:
        try:
            re.compile(self.pattern)
        except re.error as error:
            raise ValueError(f"pattern isn't a regular expression: {error}") from error

    def check_history(self, history: History, target: Target) -> Iterator[Finding]:
        if not is_migrations_folder(history):
            return
        fits = re.compile(self.pattern).fullmatch
        never = [skipped for skipped in history.skipped if _never_runs(skipped)]
        names = [*(skipped.path.name for skipped in never), *(migration.name for migration in history.migrations)]
        proposed = proposed_names(names, fits)
        for skipped in never:
            message = f"{skipped.path.name} is never applied: {skipped.reason}."
            yield self._finding(Migration(skipped.path, ""), message, proposed)
        for migration in history.migrations:
            if not fits(migration.name):
                runs = " Supabase applies it anyway." if history.supabase and migration.version else ""
                yield self._finding(migration, f"{migration.name} isn't named {self.says}.{runs}", proposed)

    def _finding(self, migration: Migration, message: str, proposed: dict[str, str]) -> Finding:
        help, new = f"Rename it to {self.says}.", proposed.get(migration.name, "")
        if re.fullmatch(self.pattern, new):
            help = f"`git mv {_quoted(migration.name)} {new}`."
        if migration.version and not new.startswith(f"{migration.version}_"):
            help += " If it is already applied, its version must stay."
        return self.finding(message, migration.place(), help=help)


def _never_runs(skipped: SkippedFile) -> bool:
    """Return whether a file is skipped only because of its name."""
    name = skipped.path.name
    return not skipped.is_folder and name.endswith(".sql") and not SUPABASE_NAME.fullmatch(name)


def _quoted(name: Any) -> str:
    import shlex

    return shlex.quote(str(name))
