"""missing-migration-header."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from miglint import Finding, History, Kind, Migration, Rule, Severity, Target, joined, option

from ._descriptions import GENERATED, description_of
from ._files import MANY, named_files
from ._headers import header_lines

PARTS = ("purpose", "date", "rationale")
# How a date is written, and words that introduce a reason.
_DATE = re.compile(r"\b(\d{4})[-/.](\d{2})[-/.](\d{2})\b")
_REASON = re.compile(r"\b(why|reasons?|rationale|because|background|context|problem|motivation|root cause)\b", re.I)


class MissingMigrationHeader(Rule):
    """Migration has no header comment with purpose and date.

    ## Why
    Years later, only the file explains the decision. One line of purpose saves readers from deriving it from the SQL,
    and a date that differs from the version shows that a file was copied.

    Any comment before the first statement is a purpose. A date looks like 2025-01-26 and must be at most one day away
    from the version, because of time zones. A rationale is a comment with a word like why, reason, rationale, because,
    background, context, problem or motivation. `require` lists which of them are needed.

    Files that Supabase's CLI writes (remote_schema) are skipped. If more than five files lack the same part, one
    finding at the last of them reports them all.

    ## Bad
    ```sql 20250126143000_add_tags.sql
    CREATE TABLE tags (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```

    ## Good
    ```sql 20250126143000_add_tags.sql
    -- Purpose: words that people put on contacts
    -- Date: 2025-01-26
    CREATE TABLE tags (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);
    ```

    ## References
    - https://supabase.com/docs/guides/deployment/database-migrations
    """

    kind = Kind.STYLE
    severity = Severity.NOTE
    sources = ("constitution:migration-header",)

    require: tuple[str, ...] = option(
        ("purpose", "date"), "What the header comment must contain: purpose, date, rationale.", choices=PARTS
    )

    def header(self, purpose: str, why: str, day: str) -> Iterator[str]:
        lines = {"purpose": f"Purpose: {purpose}", "date": f"Date: {day}", "rationale": f"Why: {why}".rstrip()}
        yield from (line for part, line in lines.items() if part in self.require)

    def check_history(self, history: History, target: Target) -> Iterator[Finding]:
        lacking: dict[tuple[str, ...], list[Migration]] = {}
        for migration in named_files(history):
            if not history.is_target(migration) or history.is_applied(migration):
                continue
            if description_of(migration) in GENERATED:
                continue
            lines = header_lines(migration)
            missing = tuple(part for part in PARTS if part in self.require and not _CONTAINS[part](lines))
            if missing:
                lacking.setdefault(missing, []).append(migration)
            elif "date" in self.require and not _fits(lines, migration):
                dates = _dates(lines)
                yield self.finding(
                    f"{migration.name} has the date {dates[0]} in its header, which isn't the day of its version.",
                    migration.place(),
                    help="Write the day on which the file was created.",
                )
        for missing, files in lacking.items():
            yield from self._lacking(missing, files)

    def _lacking(self, missing: tuple[str, ...], files: list[Migration]) -> Iterator[Finding]:
        """Yield one finding for each file, or one for all if many files lack the same parts."""
        what = joined(missing, "or")
        many = len(files) > MANY
        for migration in files[-1:] if many else files:
            yield self.finding(
                f"{len(files)} migrations have no {what} in a header comment; this is the last of them."
                if many
                else f"{migration.name} has no {what} in a header comment.",
                migration.place(),
                help=f"Begin {'new ones' if many else 'it'} with comments: "
                + " ".join(_example(part, migration) for part in missing),
                related=[each.place() for each in files[-4:-1]] if many else [],
            )


def _has_words(lines: list[str]) -> bool:
    return any(any(char.isalpha() for char in line) for line in lines)


def _has_reason(lines: list[str]) -> bool:
    return any(_REASON.search(line) for line in lines)


def _dates(lines: list[str]) -> list[str]:
    return ["-".join(match.groups()) for line in lines for match in _DATE.finditer(line)]


_CONTAINS: dict[str, Callable[[list[str]], object]] = {
    "purpose": _has_words, "date": _dates, "rationale": _has_reason
}  # fmt: skip
"""For each part, a function that returns whether the lines of a header contain it."""


def _fits(lines: list[str], migration: Migration) -> bool:
    """Return whether one of the dates is at most one day away from the version; True if the version isn't a date."""
    from datetime import date

    version = (migration.version or "")[:8]
    try:
        made = date.fromisoformat(version)
    except ValueError:
        return True
    for text in _dates(lines):
        try:
            if abs((date.fromisoformat(text) - made).days) <= 1:
                return True
        except ValueError:
            continue
    return False


def _example(part: str, migration: Migration) -> str:
    version = migration.version or ""
    day = f"{version[:4]}-{version[4:6]}-{version[6:8]}" if len(version) >= 8 else "YYYY-MM-DD"
    return {"purpose": "`-- Purpose: ...`", "date": f"`-- Date: {day}`", "rationale": "`-- Why: ...`"}[part]
