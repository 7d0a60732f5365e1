"""quoted-identifier."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Place, Rule, Severity, State, joined, matches_glob, option

from ._objects import Named, named_objects

PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")


class QuotedIdentifier(Rule):
    """Name needs double quotes in every query.

    ## Why
    PostgreSQL converts unquoted names to lower case: `contactNotes` becomes `contactnotes`, so the table "contactNotes"
    must be quoted in every query, policy and psql session. snake_case names need no quotes.

    Checked are tables, views, columns of tables, functions and types, but not policies, whose names are often
    sentences. A table and its columns are reported together.

    ## Bad
    ```sql
    CREATE TABLE "contactNotes" (id bigint PRIMARY KEY);
    ```

    ## Good
    ```sql
    CREATE TABLE contact_notes (id bigint PRIMARY KEY);
    ```

    ## References
    - https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS
    """

    kind = Kind.STYLE
    severity = Severity.NOTE
    sources = ("constitution:identifier-case",)

    exempt: tuple[str, ...] = option((), "Globs of names that may stay as they are.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        found: dict[int, list[Named]] = {}
        for named in named_objects(state):
            name = named.name
            if PLAIN.issuperset(name) and not name[:1].isdigit():
                continue
            if not any(matches_glob(name, glob) for glob in self.exempt):
                found.setdefault(named.object.oid, []).append(named)
        for together in found.values():
            yield from self._finding(together, state)

    def _finding(self, together: list[Named], state: State) -> Iterator[Finding]:
        """Yield one finding for a table and its columns, or for another object."""
        places = [place for named in together if (place := named.place())]
        if places:
            ref = together[0].ref(state)
            names = [f'"{named.name}"' for named in together]
            shown = joined(names[:4] + ([f"{len(names) - 4} more"] if len(names) > 4 else []))
            what = ref.kind if len(names) == 1 else "names" if ref.kind != "column" else f"columns of {ref.relation}"
            yield self.finding(
                f"the {what} {shown} must be quoted in every query: without quotes PostgreSQL doesn't find it."
                if len(names) == 1
                else f"the {what} {shown} must be quoted in every query: without quotes PostgreSQL doesn't find them.",
                places[0],
                help="Use snake_case names.",
                object=ref,
                related=[Place(each.migration, each.span, "and this one") for each in places[1:5]],
                causes=places,
            )
