"""mixed-capitalisation."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import FileSteps, Finding, Kind, Rule, Severity

from ._style import CAPITALS, violations, word

KINDS = {"CP01": "keywords", "CP04": "constants", "CP05": "types"}
"""What sqlfluff's codes are about."""


class MixedCapitalisation(Rule):
    """Keywords or types mix upper and lower case.

    ## Why
    Either case is easy to read, but a file with both makes readers look for a difference that isn't there.

    sqlfluff checks it: in each file, the first word of each kind (keywords, types, and true, false and null) sets the
    case. Names are not checked. Turned on with `[style] enabled = true` or `--style`; `miglint fmt` fixes it.

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
        for code, _, place in violations(file.migration):
            if code.startswith(CAPITALS):
                yield self.finding(
                    f"`{word(place)}` doesn't match the case of the {KINDS.get(code, 'words')} before it.",
                    place,
                    help="Run `miglint fmt`.",
                )
