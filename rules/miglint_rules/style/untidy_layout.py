"""untidy-layout."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import FileSteps, Finding, Kind, Rule, Severity

from ._style import LAYOUT, violations


class UntidyLayout(Rule):
    """Spacing, line breaks or commas don't follow sqlfluff's layout.

    ## Why
    People read a migration far more often than they write it. If all files have the same layout, a review shows what a
    file does and not who wrote it.

    sqlfluff checks it, with the defaults of its layout rules except the length of lines (LT05). Turned on with `[style]
    enabled = true` or `--style`; `miglint fmt` fixes it.

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
                yield self.finding(f"sqlfluff: {message} ({code}).", place, help="Run `miglint fmt`.")
