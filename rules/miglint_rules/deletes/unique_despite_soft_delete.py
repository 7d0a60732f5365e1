"""unique-despite-soft-delete."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    NOWHERE,
    ColumnAdded,
    Finding,
    Index,
    IndexCreated,
    Kind,
    Place,
    Remedy,
    Rule,
    Severity,
    State,
    Table,
    exposed_tables,
    free_name,
    matches_glob,
    option,
    quote_identifier,
    quote_name,
    renamed_at,
    strings,
    walk,
)

from ._soft import COLUMN


class UniqueDespiteSoftDelete(Rule):
    """Unique index also covers soft-deleted rows.

    ## Why
    A unique constraint includes rows that are marked as deleted. When a user deletes a contact and adds it again, the
    INSERT fails with `duplicate key` because of a row that the user can't see. A unique index with `WHERE deleted_at IS
    NULL` covers the other rows only.

    Primary keys are skipped, and so are the columns in `exempt`: ids that are never used again.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, email text UNIQUE, deleted_at timestamptz);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, email text, deleted_at timestamptz);
    CREATE UNIQUE INDEX idx_contacts_email ON contacts (email) WHERE deleted_at IS NULL;
    ```

    ## Fix safety
    Unsafe: it drops a constraint. Between the two statements duplicates can be written, and ON CONFLICT clauses and
    foreign keys that use the constraint stop working.

    ## References
    - https://www.postgresql.org/docs/current/indexes-partial.html
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:unique-soft-delete",)

    column: str = option(COLUMN, "The column that marks a row as deleted.")
    exempt: tuple[str, ...] = option(
        ("id", "user_id", "uuid", "external_id", "*_external_id"),
        "Globs of columns whose values are never used again; an index with one of them is skipped.",
    )

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for table in exposed_tables(state):
            mark = table.column(self.column)
            if mark is None:
                continue
            for index in state.catalog.indexes(table.oid):
                if not index.unique or index.primary or index.parent or self._fits(index, table, mark.attnum):
                    continue
                place = _place(index, table, state)
                if not place or not state.catalog.knows("indexes", table):
                    continue
                causes = [place]
                for change in state.changes_of(table.oid):
                    match change:
                        case ColumnAdded(column=added) if added.attnum == mark.attnum:
                            causes.insert(0, change.find(added.name))
                        case IndexCreated(index=made) if made.oid == index.oid:
                            causes = [place]
                names = table.names(tuple(key.attnum for key in index.keys if key.attnum))
                columns = ", ".join(map(quote_identifier, names))
                of = f" ({columns})" if len(names) == len(index.keys) else ""
                remedy = self._remedy(index, table, columns, state)
                yield self.finding(
                    f"the unique index {index.name} on {table.qualified}{of} covers deleted rows: adding a deleted "
                    "value again fails with duplicate key.",
                    causes[0],
                    help=" ".join(remedy) or f"Create it again with {self.column} IS NULL in its WHERE clause.",
                    object=state.catalog.ref(index),
                    causes=causes,
                    remedy=Remedy(remedy, behind=(*renamed_at(table, state), *renamed_at(index, state)))
                    if remedy
                    else None,
                )

    def _remedy(self, index: Index, table: Table, columns: str, state: State) -> tuple[str, ...]:
        """Return the statements that replace the index by a partial one; () for expressions and partial indexes."""
        if index.predicate is not None or any(key.attnum == 0 for key in index.keys):
            return ()
        on = quote_name(table.schema, table.name)
        constraint = state.catalog.constraints.get(index.constraint) if index.constraint else None
        if constraint is not None:
            drop = f"ALTER TABLE {on} DROP CONSTRAINT {quote_identifier(constraint.name)};"
        else:
            drop = f"DROP INDEX {quote_name(index.schema, index.name)};"
        wanted = f"idx_{table.name}_{'_'.join(table.names(tuple(k.attnum for k in index.keys)))}"
        name = wanted if index.name == wanted else free_name(wanted, table.schema, state.catalog)
        where = f"WHERE {quote_identifier(self.column)} IS NULL"
        return drop, f"CREATE UNIQUE INDEX {quote_identifier(name)} ON {on} ({columns}) {where};"

    def _fits(self, index: Index, table: Table, mark: int) -> bool:
        if any(key.attnum == mark for key in index.keys):
            return True
        if index.predicate is not None:
            return any(
                kind == "ColumnRef" and strings(fields["fields"])[-1] == self.column
                for kind, fields in walk(index.predicate.node)
            )
        names = table.names(tuple(key.attnum for key in index.keys if key.attnum))
        return any(matches_glob(name, glob) for glob in self.exempt for name in names)


def _place(index: Index, table: Table, state: State) -> Place:
    """Return the place of the name of the index or its constraint, otherwise of its first column."""
    if index.origin is None:
        return NOWHERE
    constraint = state.catalog.constraints.get(index.constraint) if index.constraint else None
    if constraint is not None:
        if constraint.origin is not None and constraint.location is not None:
            return constraint.origin.place(constraint.location)
        first = table.names(constraint.columns)[:1]
        return index.origin.find(first[0]) if first else table.place()
    for change in reversed(state.changes_of(table.oid)):
        if isinstance(change, IndexCreated) and change.index.oid == index.oid and change.location is not None:
            return change.place()
    return index.origin.find(index.name)
