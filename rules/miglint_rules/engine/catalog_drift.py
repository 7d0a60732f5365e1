"""The replay and a real PostgreSQL disagree: found by `miglint verify`, documented here."""

from __future__ import annotations

from miglint import Kind, Rule, Severity


class CatalogDrift(Rule):
    """The replay and a real PostgreSQL disagree on what the migrations lead to.

    ## Why
    Every rule stands on the replayed schema. `miglint verify` compares it with the catalog of a server that ran the
    same statements, fact by fact: tables, columns, keys, indexes, views, functions, policies, privileges. Where they
    differ, PostgreSQL is right, and the rules may be wrong about this object. What miglint says itself it can't know
    is no difference.

    It is a fault of miglint, not of the migration: please report the statement. A migration that depends on rows, on
    the clock or on chance can lead to a difference too, because the replay executes nothing.

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
