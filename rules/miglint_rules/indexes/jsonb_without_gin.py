"""jsonb-without-gin."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from miglint import (
    Column,
    ColumnTypeChanged,
    Finding,
    Index,
    IndexDropped,
    Kind,
    Place,
    Remedy,
    Rule,
    Severity,
    State,
    Table,
    free_name,
    option,
    quote_identifier,
    quote_name,
    renamed_at,
)

from ._queries import queried_columns


class JsonbWithoutGin(Rule):
    """Jsonb column has no GIN index.

    ## Why
    Queries into a jsonb column (`email @> '[{"type": "Work"}]'`, `tags ? 'vip'`) read every row of the table unless a
    GIN index serves them. It must be a GIN index whose first key is the column itself: an index on an expression
    (`(data -> 'tags')`) serves that expression only. A partial index counts.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, email jsonb);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, email jsonb);
    CREATE INDEX idx_contacts_email_gin ON contacts USING gin (email);
    ```

    ## Fix safety
    Safe: the index changes no data and no query result. CREATE INDEX blocks writes to the table while it is built.

    ## References
    - https://www.postgresql.org/docs/current/datatype-json.html#JSON-INDEXING
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:jsonb-without-gin", "constitution:jsonb-gin-index")

    exempt: tuple[str, ...] = option(
        (), "Globs of columns that need no index, as column, table.column or schema.table.column."
    )
    only_queried: bool = option(
        False, "Check only columns that a view, policy, function or index queries with @>, ?, ?|, ?&, @? or @@."
    )

    arrays: tuple[str, ...] = option((), "Globs of array columns that need a GIN index, as column or table.column.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        queried = queried_columns(state.catalog) if self.only_queried else None
        proposed: set[tuple[str, str]] = set()
        for table in state.catalog.tables():
            if table.schema not in state.target.exposed_schemas or table.is_partition or table.persistence == "t":
                continue
            if table.extension or not (columns := [c for c in table.columns if self._needs_index(table, c)]):
                continue
            if table.kind == "foreign table" or not state.catalog.knows("indexes", table):
                continue
            served = {index.keys[0].attnum for index in state.catalog.indexes(table.oid) if _serves(index)}
            for column in columns:
                if column.attnum in served or self._exempts(table, column):
                    continue
                if queried is not None and (table.oid, column.attnum) not in queried:
                    continue
                if place := _place(table, column, state):
                    index = free_name(f"idx_{table.name}_{column.name}", table.schema, state.catalog, "_gin", proposed)
                    proposed.add((table.schema, index))
                    yield self._finding(table, column, place, index, state)

    def _needs_index(self, table: Table, column: Column) -> bool:
        if _is_jsonb(column):
            return True
        if not self.arrays or column.type is None or not column.type.is_array:
            return False
        names = (column.name, f"{table.name}.{column.name}")
        return any(fnmatchcase(name, glob) for glob in self.arrays for name in names)

    def _exempts(self, table: Table, column: Column) -> bool:
        names = (column.name, f"{table.name}.{column.name}", f"{table.qualified}.{column.name}")
        return any(fnmatchcase(name, glob) for glob in self.exempt for name in names)

    def _finding(self, table: Table, column: Column, place: Place, index: str, state: State) -> Finding:
        on = quote_name(table.schema, table.name)
        create = f"CREATE INDEX {quote_identifier(index)} ON {on} USING gin ({quote_identifier(column.name)});"
        return self.finding(
            f"the {'jsonb' if _is_jsonb(column) else 'array'} column {table.qualified}.{column.name} has no GIN index: "
            "queries into it scan the table.",
            place,
            help=create,
            object=state.catalog.ref(table, column),
            causes=dict.fromkeys((place, table.column_place(column))),
            remedy=Remedy((create,), safe=True, behind=renamed_at(table, state)),
        )


def _is_jsonb(column: Column) -> bool:
    type = column.type
    return type is not None and type.name == "jsonb" and type.schema == "pg_catalog" and not type.is_array


def _serves(index: Index) -> bool:
    return index.method == "gin" and bool(index.keys)


def _place(table: Table, column: Column, state: State) -> Place:
    """Return the place that left the column without an index: a DROP INDEX, a change to jsonb, or its definition."""
    for change in reversed(state.changes_of(table.oid)):
        match change:
            case IndexDropped(index=index, cascaded=False) if _serves(index) and index.keys[0].attnum == column.attnum:
                return change.find(index.name)
            case ColumnTypeChanged(before=before, after=after) if after.attnum == column.attnum:
                if _is_jsonb(after) and not _is_jsonb(before):
                    return change.find(column.name)
    return table.column_place(column)
