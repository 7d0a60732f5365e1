"""missing-comment."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    Finding,
    Kind,
    Routine,
    Rule,
    Severity,
    State,
    Table,
    exposed_tables,
    option,
    own_routines,
    quote_identifier,
    quote_name,
)

MANY = 5

_PLAIN = ("id", "created_at", "updated_at", "deleted_at")


class MissingComment(Rule):
    """Table or function has no comment.

    ## Why
    `COMMENT ON` is documentation that stays with the schema: Studio, psql and the generated API show it. `of` lists
    what needs a comment.

    Functions that only triggers call are skipped, and so are columns called id, created_at, updated_at and deleted_at.
    If nine of ten tables or functions have no comment, one finding reports them all.

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
            tables = list(exposed_tables(state))
            lacking = [self._of_table(table, state) for table in tables if table.oid not in said]
            yield from self._folded("tables", lacking, len(tables))
        yield from self._parts(state)
        if {"function", "security definer function"} & set(self.of):
            routines = [routine for routine in own_routines(state) if self._is_meant(routine, state)]
            without = [self._of_routine(routine, state) for routine in routines if routine.oid not in said]
            yield from self._folded("functions", without, len(routines))

    def _folded(self, what: str, found: list[Finding], judged: int) -> Iterator[Finding]:
        """Yield the findings, or one for all if hardly any object has a comment."""
        if len(found) <= MANY or len(found) < 0.9 * judged:
            yield from found
            return
        last = found[-1]
        yield self.finding(
            f"{len(found)} of {judged} {what} have no comment that says what they are for; this is one of them.",
            last.place,
            help=last.help,
            object=last.object,
            causes=[each.place for each in found],
        )

    def _of_table(self, table: Table, state: State) -> Finding:
        return self.finding(
            f"{table.qualified} has no comment that says what it is for.",
            table.place(),
            help=f"COMMENT ON TABLE {quote_name(table.schema, table.name)} IS '...';",
            object=state.catalog.ref(table),
        )

    def _is_meant(self, routine: Routine, state: State) -> bool:
        if routine.schema not in state.target.exposed_schemas:
            return False
        if routine.returns is not None and routine.returns.name in ("trigger", "event_trigger"):
            return False
        return "function" in self.of or routine.security_definer

    def _of_routine(self, routine: Routine, state: State) -> Finding:
        signature = state.catalog.signature(routine)
        return self.finding(
            f"{signature} has no comment that says what it is for.",
            routine.place(),
            help=f"COMMENT ON {routine.kind.upper()} {signature} IS '...';",
            object=state.catalog.ref(routine),
        )

    def _parts(self, state: State) -> Iterator[Finding]:
        """Yield the findings for columns and foreign keys."""
        if not {"column", "foreign key"} & set(self.of):
            return
        said = {(comment.oid, comment.attnum) for comment in state.catalog.comments if comment.comment}
        for table in exposed_tables(state):
            on = quote_name(table.schema, table.name)
            for column in table.columns if "column" in self.of else ():
                if column.name in _PLAIN or column.inherited or (table.oid, column.attnum) in said:
                    continue
                yield self.finding(
                    f"{table.qualified}.{column.name} has no comment that says what it is for.",
                    table.column_place(column),
                    help=f"COMMENT ON COLUMN {on}.{quote_identifier(column.name)} IS '...';",
                    object=state.catalog.ref(table, column),
                )
            for key in state.catalog.constraints_of(table.oid) if "foreign key" in self.of else ():
                if key.kind == "foreign key" and not key.inherited and (key.oid, 0) not in said:
                    yield self.finding(
                        f"the foreign key {key.name} of {table.qualified} has no comment that says what it is for.",
                        key.place(),
                        help=f"COMMENT ON CONSTRAINT {quote_identifier(key.name)} ON {on} IS '...';",
                        object=state.catalog.ref(key),
                    )
