"""missing-comment."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, ObjectRef, Rule, Severity, State, option, quote_identifier, quote_name

from .._places import created_at, relation_ref
from .._tables import column_place, column_ref, exposed_tables
from ..functions._routines import made_at, own_routines, routine_ref

_PLAIN = ("id", "created_at", "updated_at", "deleted_at")


class MissingComment(Rule):
    """A table or function says nothing about what it is for.

    ## Why
    `COMMENT ON` is the one documentation that travels with the schema: Studio, psql and the generated API show it.
    `of` says what needs one. Functions that only triggers call are left alone, and so are columns called id and those
    that every table has: created_at, updated_at, deleted_at.

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
        ("table", "function"),
        "What needs a comment.",
        choices=("table", "column", "foreign key", "function", "security definer function"),
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
        yield from self._parts(state)
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

    def _parts(self, state: State) -> Iterator[Finding]:
        """Columns and foreign keys."""
        if not {"column", "foreign key"} & set(self.of):
            return
        said = {(comment.oid, comment.attnum) for comment in state.catalog.comments if comment.comment}
        for table in exposed_tables(state):
            on = quote_name(table.schema, table.name)
            for column in table.columns if "column" in self.of else ():
                if column.name in _PLAIN or column.inherited or (table.oid, column.attnum) in said:
                    continue
                if place := column_place(table, column):
                    yield self.finding(
                        f"{table.qualified}.{column.name} has no comment that says what it is for.",
                        place,
                        help=f"COMMENT ON COLUMN {on}.{quote_identifier(column.name)} IS '...';",
                        object=column_ref(table, column),
                    )
            for key in state.catalog.constraints_of(table.oid) if "foreign key" in self.of else ():
                if key.kind == "foreign key" and not key.inherited and key.origin and (key.oid, 0) not in said:
                    yield self.finding(
                        f"the foreign key {key.name} of {table.qualified} has no comment that says what it is for.",
                        key.origin.place(key.location),
                        help=f"COMMENT ON CONSTRAINT {quote_identifier(key.name)} ON {on} IS '...';",
                        object=ObjectRef("constraint", table.schema, key.name, table.name),
                    )
