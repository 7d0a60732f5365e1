"""id-column-without-foreign-key."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import partial

from miglint import (
    Catalog,
    Column,
    ConstraintDropped,
    Finding,
    Kind,
    Place,
    Remedy,
    Rule,
    Severity,
    State,
    Table,
    exposed_tables,
    option,
    quote_identifier,
    quote_name,
    renamed_at,
)

from ..indexes._serving import index_for, serves
from ._alter import foreign_key, in_two_steps

NUMBERS = frozenset({"int2", "int4", "int8", "uuid"})


class IdColumnWithoutForeignKey(Rule):
    """Id column has no foreign key.

    ## Why
    In a schema with a table `contacts`, `contact_id` looks like a reference to its rows. Without a foreign key it can
    hold ids of rows that don't exist, the API can't embed one table in the other, and its type can change unnoticed.

    Checked are columns `<x>_id` if the schema has a table x, xs, xes or (for y) xies whose primary key is one column.
    Only numbers and uuids count, because ids of other systems are usually text.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    CREATE TABLE notes (id bigint PRIMARY KEY, contact_id bigint);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    CREATE TABLE notes (id bigint PRIMARY KEY, contact_id bigint REFERENCES contacts (id));
    ```

    ## Fix safety
    Unsafe: the new key refuses writes that worked before, and VALIDATE fails if existing rows break it.

    ## References
    - https://www.postgresql.org/docs/current/ddl-constraints.html#DDL-CONSTRAINTS-FK
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:id-column-without-foreign-key",)

    exempt: tuple[str, ...] = option((), "Globs of columns that reference no table, as column or table.column.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for table in exposed_tables(state):
            keyed: set[int] | None = None
            for column in table.columns:
                if not column.name.endswith("_id") or column.type_name not in NUMBERS or column.generated:
                    continue
                target = _target(table, column, state)
                if target is None or self._exempts(table, column):
                    continue
                if keyed is None:
                    keyed = {
                        n for c in state.catalog.constraints_of(table.oid) if c.kind == "foreign key" for n in c.columns
                    }
                if column.attnum in keyed or not state.catalog.knows("constraints", table):
                    continue
                if place := table.column_place(column):
                    for change in state.changes_of(table.oid):
                        match change:
                            case ConstraintDropped(constraint=key) if key.kind == "foreign key":
                                place = change.find(key.name) if column.attnum in key.columns else place
                    yield self._finding(table, column, target, place, state)

    def _exempts(self, table: Table, column: Column) -> bool:
        names = (column.name, f"{table.name}.{column.name}")
        return any(fnmatchcase(name, glob) for glob in self.exempt for name in names)

    def _finding(
        self, table: Table, column: Column, target: tuple[Table, Column], place: Place, state: State
    ) -> Finding:
        other, key = target
        text = f"{table.qualified}.{column.name} looks like a reference to {other.qualified} but has no foreign key: "
        text += "it can hold ids that don't exist."
        if key.type_name != column.type_name:
            text += f" Its type is {column.type_name}, but {other.name}.{key.name} is {key.type_name}."
        made = other.place("the table that it seems to reference")
        return self.finding(
            text,
            place,
            help=f"Add REFERENCES {other.qualified} ({key.name}), or rename the column.",
            object=state.catalog.ref(table, column),
            related=[made],
            remedy=Remedy(
                partial(_add, table, column, target, state.catalog),
                behind=(*renamed_at(table, state), *renamed_at(other, state), made),
            )
            if key.type_name == column.type_name
            else None,
        )


def _add(table: Table, column: Column, target: tuple[Table, Column], catalog: Catalog) -> tuple[str, ...]:
    """Return the statements that add the key under PostgreSQL's default name, with an index if it has none."""
    other, key = target
    names = {constraint.name for constraint in catalog.constraints_of(table.oid)}
    name = f"{table.name}_{column.name}_fkey"
    if name in names or len(name.encode()) > 63:
        return ()
    said = foreign_key(table, (column.attnum,), other, (key.attnum,))
    add = f"ALTER TABLE {quote_name(table.schema, table.name)} ADD CONSTRAINT {quote_identifier(name)} {said}"
    served = any(serves(index, {column.attnum}, table) for index in catalog.indexes(table.oid))
    index = () if served else (index_for(table, (column.attnum,), catalog),)
    return (*index, *in_two_steps(add, table, name))


def _target(table: Table, column: Column, state: State) -> tuple[Table, Column] | None:
    """Return the table that a column's name refers to, with its primary key column, or None."""
    stem = column.name.removesuffix("_id")
    names = [stem, stem + "s", stem + "es"] + ([stem[:-1] + "ies"] if stem.endswith("y") else [])
    for name in names:
        other = state.catalog.named(table.schema, name)
        if not isinstance(other, Table) or other.oid == table.oid or other.assumed or other.extension:
            continue
        for constraint in state.catalog.constraints_of(other.oid):
            if constraint.kind == "primary key" and len(constraint.columns) == 1:
                key = other.column(constraint.columns[0])
                if key is not None and key.type_name in NUMBERS and key.attnum is not None:
                    return other, key
    return None
