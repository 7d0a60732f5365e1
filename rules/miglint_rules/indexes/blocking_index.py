"""blocking-index."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, IndexCreated, Kind, ObjectRef, Rule, Severity, Step, Table, option

from .._globs import matches


class BlockingIndex(Rule):
    """An index is built on a table that is in use, with writes to it held up.

    ## Why
    CREATE INDEX lets nobody write to the table until it is done: seconds for a hundred thousand rows, minutes for tens
    of millions. CREATE INDEX CONCURRENTLY doesn't, but can't run in a transaction, so it needs a file of its own.

    How many rows a table has is not in its migrations: `tables` says which are large. One that the same file creates
    is empty.

    ## Bad
    ```sql
    CREATE TABLE activities (id bigint PRIMARY KEY, contact_id bigint);
    ```
    ```sql
    CREATE INDEX idx_activities_contact_id ON activities (contact_id);
    ```

    ## Good
    ```sql
    CREATE TABLE activities (id bigint PRIMARY KEY, contact_id bigint);
    ```
    ```sql
    CREATE INDEX CONCURRENTLY idx_activities_contact_id ON activities (contact_id);
    ```

    ## References
    - https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
    """

    kind = Kind.HAZARD
    severity = Severity.NOTE
    sources = ("constitution:no-concurrently-note", "squawk:require-concurrent-index-creation")

    tables: tuple[str, ...] = option(("*",), "Globs of the tables that are large, by name or schema.name.")

    def check_change(self, change: IndexCreated, step: Step) -> Iterator[Finding]:
        if change.concurrently or change.index.constraint or change.statement.kind != "IndexStmt":
            return
        table = step.after.relation(change.index.table)
        if not isinstance(table, Table) or table.origin is None or table.persistence == "t":
            return
        if table.origin.migration in (change.statement.migration, None) or change.index.parent:
            return
        if any(matches(name, glob) for glob in self.tables for name in (table.name, table.qualified)):
            yield self.finding(
                f"nobody can write to {table.qualified} while {change.index.name} is built.",
                change.statement.find(change.index.name),
                help="CREATE INDEX CONCURRENTLY, alone in its file.",
                object=ObjectRef("index", table.schema, change.index.name, table.name),
            )
