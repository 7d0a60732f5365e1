"""syntax-error."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import FileSteps, Finding, Kind, Rule, Severity

from ._problems import problems


class SyntaxError(Rule):
    """Statement can't be parsed.

    ## Why
    PostgreSQL refuses a statement that it can't parse, and Supabase then applies nothing of the file. miglint uses
    PostgreSQL's parser (version 18), so a statement that it can't parse fails on the server too.

    The other rules check the rest of the file, but the objects that this statement would create are missing from the
    replayed schema. Fix it first.

    ## Bad
    ```sql
    create table public.contacts (
        id bigint primary key,
        email text,
    );
    ```

    ## Good
    ```sql
    create table public.contacts (
        id bigint primary key,
        email text
    );
    ```

    ## Limits
    Syntax that is too new for the target's version is reported by `syntax-newer-than-target`.

    ## References
    - [SQL syntax](https://www.postgresql.org/docs/current/sql-syntax.html)
    - [ERROR 42601, syntax_error](https://www.postgresql.org/docs/current/errcodes-appendix.html)
    """

    kind = Kind.APPLY
    severity = Severity.ERROR

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        return problems(self, file.migration)
