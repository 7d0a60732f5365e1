"""missing-migration-header."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from miglint import Finding, History, Kind, Migration, Rule, Severity, Target, joined, option

from ._descriptions import GENERATED, description_of
from ._files import MANY, named_files
from ._headers import header_lines

PARTS = ("purpose", "date", "rationale")
# A date as people write it, and the words that begin a reason.
_DATE = re.compile(r"\b(\d{4})[-/.](\d{2})[-/.](\d{2})\b")
_REASON = re.compile(r"\b(why|reasons?|rationale|because|background|context|problem|motivation|root cause)\b", re.I)


class MissingMigrationHeader(Rule):
    """A migration does not say at its head what it is for, when it was written, and why.

    ## Why
    Years later the file is all that is left of the decision. A line of purpose saves the next reader from working it
    out of the SQL, and a date that is not the version's tells that a file was copied.

    Any comment in front of the first statement is a purpose; a date is one of the form 2025-01-26, and fits the
    version if it is the same day or one beside it, for time zones; a rationale is a comment that speaks of why,
    reason, rationale, because, background, context, problem or motivation. `require` says which of them are asked for.
    Files that Supabase's CLI writes (remote_schema) are left alone. Where more than five files lack the same, that is
    said once, at the last of them.

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
        ("purpose", "date"), "What the comment at the head must hold: purpose, date, rationale.", choices=PARTS
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
            missing = tuple(part for part in PARTS if part in self.require and not _HOLDS[part](lines))
            if missing:
                lacking.setdefault(missing, []).append(migration)
            elif "date" in self.require and not _fits(lines, migration):
                dates = _dates(lines)
                yield self.finding(
                    f"{migration.name} says {dates[0]} at its head, which is not the day of its version.",
                    migration.place(),
                    help="Write the day on which it was made.",
                )
        for missing, files in lacking.items():
            yield from self._lacking(missing, files)

    def _lacking(self, missing: tuple[str, ...], files: list[Migration]) -> Iterator[Finding]:
        """One finding for each file, or one for all where hardly any file has what is asked for."""
        what = joined(("a " + part for part in missing), "or")
        many = len(files) > MANY
        for migration in files[-1:] if many else files:
            yield self.finding(
                f"{len(files)} migrations begin without {what}; this is the last of them."
                if many
                else f"{migration.name} begins without {what}.",
                migration.place(),
                help=f"Begin {'new ones' if many else 'it'} with comments: "
                + " ".join(_example(part, migration) for part in missing),
                related=[each.place() for each in files[-4:-1]] if many else [],
            )


def _speaks(lines: list[str]) -> bool:
    return any(any(char.isalpha() for char in line) for line in lines)


def _gives_a_reason(lines: list[str]) -> bool:
    return any(_REASON.search(line) for line in lines)


def _dates(lines: list[str]) -> list[str]:
    return ["-".join(match.groups()) for line in lines for match in _DATE.finditer(line)]


_HOLDS: dict[str, Callable[[list[str]], object]] = {
    "purpose": _speaks, "date": _dates, "rationale": _gives_a_reason
}  # fmt: skip
"""Whether the lines of a header hold each part."""


def _fits(lines: list[str], migration: Migration) -> bool:
    """Whether one of the dates is the version's day or one beside it; a version that is no day fits all."""
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
