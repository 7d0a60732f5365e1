"""Dynamic SQL could not be followed: found by the engine, documented here."""

from __future__ import annotations

from miglint import Kind, Rule, Severity


class OpaqueSql(Rule):
    """Dynamic SQL could not be followed.

    ## Why
    A statement builds SQL that can only be known while it runs, from a table's content or from a function's
    result, or it is too deep to be read. Nothing is guessed: whatever it may have touched counts as unknown
    from there on, and the rules say nothing about unknown things. So a problem inside of it, or behind it, may
    go unseen.

    Loops over literal arrays and over the catalog, `IF EXISTS` and `format()` with constant arguments are
    followed.

    ## Bad
    ```sql
    create table public.settings (name text primary key, body text);
    do $$
    declare
        stored text;
    begin
        select body into stored from public.settings where name = 'setup';
        execute stored;
    end $$;
    ```

    ## Good
    ```sql
    do $$
    declare
        name text;
    begin
        foreach name in array array['contacts', 'companies'] loop
            execute format('create table public.%I (id bigint primary key)', name);
        end loop;
    end $$;
    ```

    ## References
    - [Executing dynamic commands](https://www.postgresql.org/docs/current/plpgsql-statements.html#PLPGSQL-STATEMENTS-EXECUTING-DYN)
    """

    kind = Kind.HISTORY
    severity = Severity.NOTE
