"""mixed-capitalisation."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import FileSteps, Finding, Kind, Rule, Severity

from ._style import CAPITALS, violations


class MixedCapitalisation(Rule):
    """Keywords, types or the words true, false and null are in capitals here and in small letters there.

    ## Why
    Both ways are read easily, and the two in one file are not: capitals then seem to say something, and don't.

    sqlfluff judges: within a file, the way that comes first holds for each kind of word. Names are left alone, as
    capitals in them can mean something. Switched on with `[style] enabled = true` or `--style`; `miglint fmt` mends it.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    alter table contacts ADD COLUMN email text;
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ALTER TABLE contacts ADD COLUMN email text;
    ```

    ## References
    - https://docs.sqlfluff.com/en/stable/reference/rules.html
    """

    kind = Kind.STYLE
    severity = Severity.NOTE
    sources = ("sqlfluff:CP01", "sqlfluff:CP04", "sqlfluff:CP05")

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        for code, message, place in violations(file.migration):
            if code.startswith(CAPITALS):
                yield self.finding(f"{message} ({code}).", place, help="miglint fmt makes them alike.")
