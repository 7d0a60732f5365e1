"""migration-timestamp."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from miglint import Finding, History, Kind, Rule, Severity, Target, option

from ._files import named_files, time_of


class MigrationTimestamp(Rule):
    """Version isn't a real time, or is in the future.

    ## Why
    The version of a migration is the UTC time when it was created. A time that doesn't exist was typed by hand. A
    version in the future blocks everyone else: each migration created before that day sorts before it, and Supabase
    refuses files that sort before the last applied one.

    ## Bad
    ```sql 20251399250000_create_tags.sql
    CREATE TABLE tags (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```

    ## Good
    ```sql 20251219150000_create_tags.sql
    CREATE TABLE tags (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```

    ## References
    - https://supabase.com/docs/reference/cli/supabase-migration-new
    """

    kind = Kind.HISTORY
    severity = Severity.ERROR
    sources = ("constitution:migration-timestamp", "constitution:migration-timestamp-valid")

    max_future: int = option(1, "How many days a version may be in the future, for clocks and time zones.")

    def check_history(self, history: History, target: Target) -> Iterator[Finding]:
        for migration in named_files(history):
            version = migration.version or ""
            if len(version) != 14:
                continue
            time = time_of(version)
            if time is None:
                yield self.finding(
                    f"version {version} isn't a real time: {_wrong_part(version)}.",
                    migration.place(),
                    help="Use the UTC time as YYYYMMDDHHMMSS; `supabase migration new` generates one.",
                )
            elif target.now is not None and time > target.now + timedelta(days=self.max_future):
                days = (time - target.now).days
                yield self.finding(
                    f"version {version} is {days} days in the future: Supabase refuses migrations that sort before it.",
                    migration.place(),
                    help="Rename it to the current UTC time before it is applied anywhere.",
                )


def _wrong_part(version: str) -> str:
    """Return which part of a version isn't a real date or time."""
    for name, start, end, low, high in (
        ("month", 4, 6, 1, 12),
        ("day", 6, 8, 1, 31),
        ("hour", 8, 10, 0, 23),
        ("minute", 10, 12, 0, 59),
        ("second", 12, 14, 0, 59),
    ):
        if not low <= int(version[start:end]) <= high:
            return f"there is no {name} {version[start:end]}"
    if version.startswith("0000"):
        return "there is no year 0000"
    return f"that month has no day {version[6:8]}"
