"""untidy-layout."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import FileSteps, Finding, Kind, Rule, Severity

from ._style import LAYOUT, violations


class UntidyLayout(Rule):
    """White space, line breaks or commas don't stand as in the rest of the world's SQL.

    ## Why
    A migration is read far more often than it is written. Where every file is laid out alike, a review shows what
    happens and not who wrote it.

    sqlfluff judges, by its layout rules with their defaults; the length of lines (LT05) is left alone. Switched on with
    `[style] enabled = true` or `--style`; `miglint fmt` mends it.

    ## Bad
    ```sql
    CREATE TABLE contacts (
      id bigint PRIMARY KEY,
          email   text
    );
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (
        id bigint PRIMARY KEY,
        email text
    );
    ```

    ## References
    - https://docs.sqlfluff.com/en/stable/reference/rules.html
    """

    kind = Kind.STYLE
    severity = Severity.NOTE
    sources = ("sqlfluff:layout",)

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        for code, message, place in violations(file.migration):
            if code.startswith(LAYOUT):
                yield self.finding(f"{message} ({code}).", place, help="miglint fmt lays it out.")
