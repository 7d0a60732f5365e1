"""refused-by-server: `miglint verify` reports it."""

from __future__ import annotations

from miglint import Kind, Rule, Severity


class RefusedByServer(Rule):
    """PostgreSQL server refuses a statement.

    ## Why
    `miglint verify` applies the migrations to a temporary database, in order, each file in one transaction as
    Supabase's CLI does. If the server refuses a statement, the file is rolled back and verify goes on with the next
    one; `supabase db reset` would stop there. The finding has the server's message and its SQLSTATE.

    Only the first refusal in each file is known, and later files may fail because of it: start with the first finding.

    ## Bad
    ```sql
    create table public.contacts (id bigint primary key);
    create index on public.contacts (email);
    ```

    ## Good
    ```sql
    create table public.contacts (id bigint primary key, email text);
    create index on public.contacts (email);
    ```

    ## References
    - [PostgreSQL error codes](https://www.postgresql.org/docs/current/errcodes-appendix.html)
    """

    kind = Kind.APPLY
    needs_server = True
    severity = Severity.ERROR
