"""unreadable-file."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import FileSteps, Finding, Kind, Rule, Severity

from ._problems import problems


class UnreadableFile(Rule):
    """File isn't readable as UTF-8 text.

    ## Why
    A migration must be UTF-8 text that the server can store. A file in UTF-16 or Windows-1252, or with a NUL character,
    fails when it is applied (`invalid byte sequence for encoding "UTF8"`), and a file without read permission can't be
    applied at all. Some editors, and `>` in older versions of PowerShell, write such files without a warning.

    The readable part of the file is still replayed.

    ## Bad
    ```text
    A file saved as UTF-16, as `supabase db diff > file.sql` writes it in Windows PowerShell 5.
    ```

    ## Good
    ```text
    The same file saved as UTF-8: `iconv -f UTF-16 -t UTF-8 old.sql > new.sql`.
    ```

    ## References
    - [Character set support](https://www.postgresql.org/docs/current/multibyte.html)
    """

    kind = Kind.APPLY
    severity = Severity.ERROR

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        return problems(self, file.migration)
