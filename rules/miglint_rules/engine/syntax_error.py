"""A statement can't be parsed."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import FileSteps, Finding, Kind, Rule, Severity

from ._problems import problems


class SyntaxError(Rule):
    """A statement can't be parsed.

    ## Why
    PostgreSQL refuses a statement that it can't parse, and Supabase then applies nothing of the file. miglint
    reads with PostgreSQL's own parser (of version 18), so what it refuses here fails there too; a newer syntax
    than the target's version is not noticed by it.

    Only the statement itself is lost to the other rules: reading goes on behind it. What a lost statement would
    have created is missing in the replayed schema, so mend this first.

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

    ## References
    - [SQL syntax](https://www.postgresql.org/docs/current/sql-syntax.html)
    - [ERROR 42601, syntax_error](https://www.postgresql.org/docs/current/errcodes-appendix.html)
    """

    kind = Kind.APPLY
    severity = Severity.ERROR

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        return problems(self, file.migration)
