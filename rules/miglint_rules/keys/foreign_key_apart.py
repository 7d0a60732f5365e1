"""foreign-key-apart."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import ConstraintAdded, FileSteps, Finding, Kind, Node, Rule, Severity, TableCreated, walk


class ForeignKeyApart(Rule):
    """A foreign key is added by ALTER TABLE to a table that the same file creates.

    ## Why
    Written at its column (`contact_id bigint REFERENCES contacts (id)`) a key is seen where the column is read, and
    cannot be forgotten when the statement is copied. A key that the CREATE could not have held is left alone: one to a
    table that is created later in the file, or to the table itself. So are keys as programs write them: pg_dump's, with
    `ALTER TABLE ONLY`, and those added `NOT VALID`.

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
                    # What the CREATE could not have pointed at: itself by a later key, or a table made after it.
                    if key.ref_relation == table.oid or order.get(key.ref_relation or 0, -1) > order[table.oid]:
                        continue
                    if change.statement.outer is not None or _by_a_program(change.statement.node):
                        continue
                    columns = set(table.names(key.columns))
                    made = file.changes[order[table.oid]]
                    if isinstance(made, TableCreated) and not columns <= {c.name for c in made.table.columns}:
                        continue
                    yield self.finding(
                        f"the foreign key {key.name} is added apart from {table.qualified}, which this file creates.",
                        change.find(key.name),
                        help="Write REFERENCES at the column.",
                        object=file.after.ref(table, key),
                    )


def _by_a_program(alter: Node) -> bool:
    """Whether an ALTER TABLE reads as pg_dump or a schema diff writes it."""
    if not alter["relation"].get("inh"):
        return True
    return any(fields.get("skip_validation") for _, fields in walk(alter, ("Constraint",)))
