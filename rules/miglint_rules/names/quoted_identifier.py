"""quoted-identifier."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Place, Rule, Severity, State, joined, matches_glob, option

from ._objects import Named, named_objects

PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")


class QuotedIdentifier(Rule):
    """A name needs double quotes wherever it is used.

    ## Why
    PostgreSQL folds what is not quoted: `contactNotes` is `contactnotes`, and the table "contactNotes" is only found in
    quotes, in every query, policy and psql session for ever. snake_case needs none.

    Judged are tables, views, columns of tables, functions and types. Names of policies are sentences, and are not. A
    table and its columns are told together.

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

    exempt: tuple[str, ...] = option((), "Globs of names that are older than the rule.")

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
        """One finding for a table and its columns, or for any other object."""
        places = [place for named in together if (place := named.place())]
        if places:
            ref = together[0].ref(state)
            names = [f'"{named.name}"' for named in together]
            shown = joined(names[:4] + ([f"{len(names) - 4} more"] if len(names) > 4 else []))
            what = ref.kind if len(names) == 1 else "names" if ref.kind != "column" else f"columns of {ref.relation}"
            yield self.finding(
                f"the {what} {shown} {'is' if len(names) == 1 else 'are'} only found in double quotes.",
                places[0],
                help="Write names in snake_case.",
                object=ref,
                related=[Place(each.migration, each.span, "and this one") for each in places[1:5]],
                causes=places,
            )
