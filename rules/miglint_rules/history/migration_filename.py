"""migration-filename."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from miglint import Finding, History, Kind, Migration, Rule, Severity, Target, option

from ._files import SUPABASE_NAME, is_migrations_folder, proposed_name, start_of


@dataclass(frozen=True)
class MigrationFilename(Rule):
    """A migration isn't named YYYYMMDDHHMMSS_snake_case.sql.

    ## Why
    Supabase takes for a migration what begins with digits and an underscore and ends in `.sql`. Any other file in the
    folder gets a line on stderr and is never applied: the table that it makes is missing in production, and nothing
    fails.

    Names that Supabase does accept but that break the pattern go wrong more quietly. The digits before the first
    underscore are the version, so `20260126_120000_a.sql` and `20260126_130000_b.sql` are one version to it; versions
    of different widths sort one way by name and another by number.

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
        "the regular expression that the whole name of a file must match",
    )
    says: str = option("YYYYMMDDHHMMSS_snake_case.sql", "the pattern in words, for the message")

    def __post_init__(self) -> None:
        try:
            re.compile(self.pattern)
        except re.error as error:
            raise ValueError(f"pattern is no regular expression: {error}") from error

    def check_history(self, history: History, target: Target) -> Iterator[Finding]:
        if not is_migrations_folder(history):
            return
        for skipped in history.skipped:
            name = skipped.path.name
            if not skipped.is_folder and name.endswith(".sql") and not SUPABASE_NAME.fullmatch(name):
                yield self._finding(
                    Migration(skipped.path, ""),
                    f"Supabase never runs {name}: {skipped.reason}.",
                )
        pattern = re.compile(self.pattern)
        for migration in history.migrations:
            if not pattern.fullmatch(migration.name):
                runs = " Supabase runs it all the same." if history.supabase and migration.version else ""
                yield self._finding(migration, f"{migration.name} isn't named {self.says}.{runs}")

    def _finding(self, migration: Migration, message: str) -> Finding:
        proposed = proposed_name(migration.name)
        ours = proposed is not None and proposed != migration.name and re.fullmatch(self.pattern, proposed)
        applied = " Where it was applied already, its version must stay." if migration.version else ""
        help = f"`git mv {_quoted(migration.name)} {proposed}`" if ours else f"Name it {self.says}"
        return self.finding(message, start_of(migration), help=f"{help}.{applied}")


def _quoted(name: Any) -> str:
    import shlex

    return shlex.quote(str(name))
