"""foreign-key-apart."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import ConstraintAdded, FileSteps, Finding, Kind, Node, Rule, Severity, TableCreated, walk


class ForeignKeyApart(Rule):
    """Foreign key is added separately from its CREATE TABLE.

    ## Why
    In the column definition (`contact_id bigint REFERENCES contacts (id)`) a key is visible where people read the
    column, and it isn't lost when the statement is copied.

    Not reported: keys that the CREATE TABLE couldn't contain (to a table that is created later in the file, or to the
    table itself), and keys as tools write them (with `ALTER TABLE ONLY`, like pg_dump, or `NOT VALID`).

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    CREATE TABLE notes (id bigint PRIMARY KEY, contact_id bigint);
    ALTER TABLE notes ADD CONSTRAINT notes_contact_id_fkey FOREIGN KEY (contact_id) REFERENCES contacts (id);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    CREATE TABLE notes (id bigint PRIMARY KEY, contact_id bigint REFERENCES contacts (id));
    ```

    ## References
    - https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK
    """

    kind = Kind.STYLE
    severity = Severity.NOTE
    sources = ("constitution:fk-inline",)

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        order: dict[int, int] = {}
        for number, change in enumerate(file.changes):
            match change:
                case TableCreated(table=table):
                    order[table.oid] = number
                case ConstraintAdded(constraint=key, table=table) if change.statement.kind == "AlterTableStmt":
                    if key.kind != "foreign key" or key.parent is not None or table.oid not in order:
                        continue
                    # The CREATE TABLE can't contain a key to a table that is created after it.
                    if key.ref_relation == table.oid or order.get(key.ref_relation or 0, -1) > order[table.oid]:
                        continue
                    if change.statement.outer is not None or _is_generated(change.statement.node):
                        continue
                    columns = set(table.names(key.columns))
                    made = file.changes[order[table.oid]]
                    if isinstance(made, TableCreated) and not columns <= {c.name for c in made.table.columns}:
                        continue
                    yield self.finding(
                        f"the foreign key {key.name} is added separately, though this file creates {table.qualified}.",
                        change.find(key.name),
                        help="Write REFERENCES in the column definition.",
                        object=file.after.ref(table, key),
                    )


def _is_generated(alter: Node) -> bool:
    """Return whether an ALTER TABLE looks like one that pg_dump or a schema diff writes."""
    if not alter["relation"].get("inh"):
        return True
    return any(fields.get("skip_validation") for _, fields in walk(alter, ("Constraint",)))
