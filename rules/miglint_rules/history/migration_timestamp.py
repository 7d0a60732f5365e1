"""migration-timestamp."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from miglint import Finding, History, Kind, Rule, Severity, Target, option

from ._files import named_files, time_of


class MigrationTimestamp(Rule):
    """A migration's version is no time, or one that has not come yet.

    ## Why
    The version of a migration is the UTC time when it was made. One that no calendar has was typed by hand, and one in
    the future stands in everybody's way: each migration that a colleague makes until that day sorts before it, and
    Supabase refuses to put files before the last one that it has applied.

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

    max_future: int = option(1, "how many days a version may lie in the future, for clocks and time zones")

    def check_history(self, history: History, target: Target) -> Iterator[Finding]:
        for migration in named_files(history):
            version = migration.version or ""
            if len(version) != 14:
                continue
            time = time_of(version)
            if time is None:
                yield self.finding(
                    f"{version} is no time: {_wrong_part(version)}.",
                    migration.place(),
                    help="Versions are UTC times, YYYYMMDDHHMMSS; `supabase migration new` makes one.",
                )
            elif target.now is not None and time > target.now + timedelta(days=self.max_future):
                days = (time - target.now).days
                yield self.finding(
                    f"{version} lies {days} days ahead: until then every new migration sorts before this one.",
                    migration.place(),
                    help="Rename it to the present UTC time before it is applied anywhere.",
                )


def _wrong_part(version: str) -> str:
    """Which part of a version no calendar has."""
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
