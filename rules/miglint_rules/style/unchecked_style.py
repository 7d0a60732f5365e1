"""unchecked-style."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import FileSteps, Finding, Kind, Place, Rule, Severity, Span, style_of

from ._style import word_at


class UncheckedStyle(Rule):
    """The style of a file could not be checked.

    ## Why
    Silence about a file should mean that it is tidy.

    sqlfluff has a grammar of its own, which lacks parts of PostgreSQL's, and it takes seconds for a large file. One
    that it can't parse, or of more than 50 kB, is not judged by the rules on style, and `miglint fmt` leaves it alone.
    All other rules read it as ever.

    ## Bad
    ```sql
    CREATE FUNCTION one() RETURNS integer LANGUAGE "sql" AS 'SELECT 1';
    ```

    ## Good
    ```sql
    CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1';
    ```
    """

    kind = Kind.STYLE
    severity = Severity.NOTE

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        style, migration = style_of(file.migration), file.migration
        if style.unchecked:
            place = Place(migration, Span(0, 0)) if style.at is None else word_at(migration, style.at)
            yield self.finding(
                f"the style of this file is not checked: {style.unchecked}.",
                place,
                help="The other rules have read it all the same.",
            )
