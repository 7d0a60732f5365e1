"""quoted-identifier."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Rule, Severity, State, option

from .._globs import matches
from ._objects import named_objects

PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_")


class QuotedIdentifier(Rule):
    """A name needs double quotes wherever it is used.

    ## Why
    PostgreSQL folds what is not quoted: `contactNotes` is `contactnotes`, and the table "contactNotes" is only found in
    quotes, in every query, policy and psql session for ever. snake_case needs none.

    Judged are tables, views, columns of tables, functions and types. Names of policies are sentences, and are not.

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
        for named in named_objects(state):
            name = named.name
            if PLAIN.issuperset(name) and not name[:1].isdigit():
                continue
            if any(matches(name, glob) for glob in self.exempt):
                continue
            if place := named.place():
                ref = named.ref(state)
                yield self.finding(
                    f'the {ref.kind} "{name}" is only found in double quotes.',
                    place,
                    help="Write names in snake_case.",
                    object=ref,
                )
