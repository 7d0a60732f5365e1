"""opaque-sql."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from miglint import FileSteps, Finding, Kind, Rule, Severity, SqlNotFollowed, joined, listed

from ._problems import problems

SHOWN = 6
"""How many names a message lists before it counts the rest."""


class OpaqueSql(Rule):
    """Dynamic SQL can't be followed.

    ## Why
    A statement builds SQL that is only known when it runs, from rows of a table or the result of a function, or it is
    nested too deeply. miglint doesn't guess: the objects that the SQL may change count as unknown from there on, and
    the rules don't check them. A problem in this SQL, or after it, can be missed.

    Loops over literal arrays and over the catalog, `IF EXISTS` and `format()` with constant arguments are followed.

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
                blind = f" Not checked from here on: {_blind(change)}." if change.blind else ""
                yield self.finding(
                    f"miglint can't follow this SQL: {change.reason}.{blind}",
                    change.place(),
                    help="Write the statement out, or loop over a literal list, so that miglint can read it without a "
                    "server.",
                )


def _blind(change: SqlNotFollowed) -> str:
    """Return what is no longer checked: "policies of public.a, public.b", aspects of the same objects together."""
    names: dict[str, list[str]] = {}
    for each in change.blind:
        aspect, _, name = each.partition(" of ")
        names.setdefault(aspect, []).append(name)
    aspects: dict[tuple[str, ...], list[str]] = {}
    for aspect, objects in names.items():
        aspects.setdefault(tuple(objects), []).append(aspect)
    return joined(_part(each, objects) for objects, each in aspects.items())


def _part(aspects: Sequence[str], objects: Sequence[str]) -> str:
    if list(objects) == ["everything"]:
        return "everything" if "all" in aspects else f"all {joined(aspects)}"
    return listed(objects, SHOWN) if "all" in aspects else f"{joined(aspects)} of {listed(objects, SHOWN)}"
