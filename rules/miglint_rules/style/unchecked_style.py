"""unchecked-style."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import FileSteps, Finding, Kind, Place, Rule, Severity, Span, style_of

from ._style import word_at


class UncheckedStyle(Rule):
    """Style of the file can't be checked.

    ## Why
    Without this note, a file that isn't checked looks like one without style problems.

    sqlfluff's grammar lacks parts of PostgreSQL's, and checking a large file takes seconds. The style rules and
    `miglint fmt` skip files that sqlfluff can't parse and files over 50 kB. All other rules check them.

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
                help="All other rules check this file.",
            )
