"""blocking-index."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    FileSteps,
    Finding,
    IndexCreated,
    Kind,
    Rule,
    Severity,
    Table,
    joined,
    matches_glob,
    option,
)


class BlockingIndex(Rule):
    """Building the index blocks writes to its table.

    ## Why
    CREATE INDEX blocks INSERT, UPDATE and DELETE on the table until it is done: seconds for a hundred thousand rows,
    minutes for tens of millions. CREATE INDEX CONCURRENTLY doesn't block them, but can't run in a transaction, so it
    needs a separate file.

    Migrations don't contain the number of rows, so `tables` lists the large tables. A table that the same file creates
    is empty and not reported. Reported once per file.

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

    tables: tuple[str, ...] = option(("*",), "Globs of the large tables, by name or schema.name.")

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        found = [
            (change, table)
            for change in file.changes
            if isinstance(change, IndexCreated) and (table := self._blocked_table(change, file))
        ]
        if not found:
            return
        (first, table), *others = found
        more = f" and {len(others)} more {'is' if len(others) == 1 else 'are'}" if others else " is"
        tables = dict.fromkeys(table.qualified for _, table in found)
        yield self.finding(
            f"writes to {joined(list(tables)[:3])} are blocked while {first.index.name}{more} built.",
            first.statement.find(first.index.name),
            help="Write CREATE INDEX CONCURRENTLY, in a file that contains nothing else.",
            object=file.after.ref(table, first.index),
            related=[change.statement.find(change.index.name, "and this one") for change, _ in others[:5]],
        )

    def _blocked_table(self, change: IndexCreated, file: FileSteps) -> Table | None:
        """Return the table on which writes are blocked: a large one from before the file, or None."""
        if change.concurrently or change.index.constraint or change.statement.kind != "IndexStmt":
            return None
        table = file.after.relation(change.index.table)
        if not isinstance(table, Table) or table.origin is None or table.persistence == "t" or change.index.parent:
            return None
        if table.origin.migration is file.migration:
            return None
        large = any(matches_glob(name, glob) for glob in self.tables for name in (table.name, table.qualified))
        return table if large else None
