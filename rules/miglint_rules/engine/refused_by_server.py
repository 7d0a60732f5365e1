"""A real PostgreSQL refuses a statement: found by `miglint verify`, documented here."""

from __future__ import annotations

from miglint import Kind, Rule, Severity


class RefusedByServer(Rule):
    """A real PostgreSQL refuses a statement.

    ## Why
    `miglint verify` applies the migrations to a throw-away database, in order, each file in one transaction as
    Supabase's CLI does. Where the server refuses a statement the file is undone and the next one runs; so does
    `supabase db reset` stop there. The finding carries the server's own words and its SQLSTATE.

    Only the first refusal of a file is known, and files behind it may fail only because of it: mend from the top.

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
