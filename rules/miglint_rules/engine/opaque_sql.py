"""Dynamic SQL could not be followed."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import FileSteps, Finding, Kind, Rule, Severity, SqlNotFollowed, joined, listed

from ._problems import problems

SHOWN = 6
"""How many names a message lists before it counts the rest."""


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

    kind = Kind.ENGINE
    severity = Severity.NOTE

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        yield from problems(self, file.migration)
        for change in file.changes:
            if isinstance(change, SqlNotFollowed):
                blind = f" Checks of {_blind(change)} are silent from here on." if change.blind else ""
                yield self.finding(
                    f"miglint could not follow this SQL: {change.reason}.{blind}",
                    change.place(),
                    help="Write the statement out, or loop over a literal list, so that it can be read without a "
                    "server.",
                )


def _blind(change: SqlNotFollowed) -> str:
    """Return what can't be checked any more: "policies of public.a, public.b", aspects of the same objects together."""
    names: dict[str, list[str]] = {}
    for each in change.blind:
        aspect, _, name = each.partition(" of ")
        names.setdefault(aspect, []).append(name)
    aspects: dict[tuple[str, ...], list[str]] = {}
    for aspect, objects in names.items():
        aspects.setdefault(tuple(objects), []).append(aspect)
    return joined(f"{joined(each)} of {listed(objects, SHOWN)}" for objects, each in aspects.items())
