"""recreated-column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from miglint import ColumnAdded, ColumnDropped, DataType, FileSteps, Finding, Kind, Rule, Severity


class RecreatedColumn(Rule):
    """File drops a column and adds a similar one.

    ## Why
    Tools that compare two schemas can't see a rename: they write DROP COLUMN and ADD COLUMN, and every value of the
    column is lost when the migration runs. RENAME COLUMN keeps them.

    Reported for two columns of the same type in one table, if the file drops and adds no other column of that type.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, company text);
    ```
    ```sql
    ALTER TABLE contacts DROP COLUMN company;
    ALTER TABLE contacts ADD COLUMN organization text;
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, company text);
    ```
    ```sql
    ALTER TABLE contacts RENAME COLUMN company TO organization;
    ```

    ## Limits
    A file with an UPDATE or INSERT of the table, or with a DO block, may copy the values and is not reported. Tables
    and columns that the same file creates hold no values yet.

    ## References
    - https://www.postgresql.org/docs/current/sql-altertable.html
    """

    kind = Kind.HAZARD
    severity = Severity.WARNING
    sources = ("constitution:drop-create-column",)

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        if not any(type(change) is ColumnDropped for change in file.changes):
            return
        dropped: dict[tuple[int, DataType], list[ColumnDropped]] = defaultdict(list)
        added: dict[tuple[int, DataType], list[ColumnAdded]] = defaultdict(list)
        for change in file.changes:
            match change:
                case ColumnDropped(column=column, cascaded=False) if column.type and not column.generated:
                    if not _made_in(change, file):
                        dropped[change.oid, column.type].append(change)
                case ColumnAdded(column=column) if column.type and not column.generated:
                    added[change.oid, column.type].append(change)
        for key, gone in dropped.items():
            came = added[key]
            if len(gone) == len(came) == 1 and not _may_copy_values(key[0], file):
                yield self._finding(gone[0], came[0], file)

    def _finding(self, gone: ColumnDropped, came: ColumnAdded, file: FileSteps) -> Finding:
        old, new = gone.column.name, came.column.name
        table = gone.table.qualified
        if old == new:
            message = f"{table}.{old} is dropped and added again: all its values are lost."
            advice = "Alter the column instead, or copy its values first."
        else:
            message = f"{table}.{old} is dropped and {new} is added with the same type: all values of {old} are lost."
            advice = f"If it is a rename: ALTER TABLE {table} RENAME COLUMN {old} TO {new};"
        return self.finding(
            message,
            gone.find(old),
            help=advice,
            object=file.after.ref(gone.table, gone.column),
            related=[came.statement.find(new, "added here")],
        )


def _made_in(change: ColumnDropped, file: FileSteps) -> bool:
    made = (change.table.origin, change.column.origin)
    return any(origin is not None and origin.migration is file.migration for origin in made)


def _may_copy_values(oid: int, file: FileSteps) -> bool:
    """Return whether the file writes to the table, or has a DO block, which may write to any table."""
    for statement in file.migration.statements:
        if statement.kind == "DoStmt":
            return True
        if statement.kind in ("UpdateStmt", "InsertStmt"):
            target = statement.node["relation"]
            schema = target.get("schemaname")
            table = file.after.table(oid)
            if table and table.name == target["relname"] and schema in (None, table.schema):
                return True
    return False
