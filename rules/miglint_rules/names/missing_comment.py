"""missing-comment."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Rule, Severity, State, option, quote_name

from .._places import created_at, relation_ref
from .._tables import exposed_tables
from ..functions._routines import made_at, own_routines, routine_ref


class MissingComment(Rule):
    """A table or function says nothing about what it is for.

    ## Why
    `COMMENT ON` is the one documentation that travels with the schema: Studio, psql and the generated API show it.
    `of` says what needs one. Functions that only triggers call are left alone.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    COMMENT ON TABLE contacts IS 'People whom the sales team talks to';
    ```

    ## References
    - https://www.postgresql.org/docs/current/sql-comment.html
    """

    kind = Kind.STYLE
    severity = Severity.NOTE
    sources = ("constitution:comment-required",)

    of: tuple[str, ...] = option(
        ("table", "function"), "What needs a comment.", choices=("table", "function", "security definer function")
    )

    def check_catalog(self, state: State) -> Iterator[Finding]:
        said = {comment.oid for comment in state.catalog.comments if not comment.attnum and comment.comment}
        if "table" in self.of:
            for table in exposed_tables(state):
                if table.oid not in said and (place := created_at(table)):
                    yield self.finding(
                        f"{table.qualified} has no comment that says what it is for.",
                        place,
                        help=f"COMMENT ON TABLE {quote_name(table.schema, table.name)} IS '...';",
                        object=relation_ref(table),
                    )
        for routine in own_routines(state) if {"function", "security definer function"} & set(self.of) else ():
            if routine.oid in said or routine.schema not in state.target.exposed_schemas:
                continue
            if routine.returns is not None and routine.returns.name in ("trigger", "event_trigger"):
                continue
            if "function" not in self.of and not routine.security_definer:
                continue
            if place := made_at(routine):
                signature = state.catalog.signature(routine)
                yield self.finding(
                    f"{signature} has no comment that says what it is for.",
                    place,
                    help=f"COMMENT ON {routine.kind.upper()} {signature} IS '...';",
                    object=routine_ref(routine, state),
                )
