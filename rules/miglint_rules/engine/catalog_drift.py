"""catalog-drift: `miglint verify` reports it."""

from __future__ import annotations

from miglint import Kind, Rule, Severity


class CatalogDrift(Rule):
    """Replayed schema differs from PostgreSQL's.

    ## Why
    Every rule relies on the replayed schema. `miglint verify` compares it with the catalog of a server that ran the
    same statements: tables, columns, keys, indexes, views, functions, policies, privileges. Where they differ,
    PostgreSQL is right, and the rules may be wrong about this object. What miglint doesn't know is not compared.

    This is a bug of miglint, not of the migration: please report the statement. A migration whose result depends on
    rows, on the clock or on random values can also cause a difference, because the replay executes nothing.

    ## Bad
    ```sql
    create table public.contacts (id bigint primary key);
    do $$
    begin
        if random() < 0.5 then
            create index on public.contacts (id);
        end if;
    end $$;
    ```

    ## Good
    ```sql
    create table public.contacts (id bigint primary key);
    create index on public.contacts (id);
    ```

    ## References
    - [System catalogs](https://www.postgresql.org/docs/current/catalogs.html)
    """

    kind = Kind.ENGINE
    needs_server = True
    severity = Severity.WARNING
