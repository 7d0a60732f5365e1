"""The tables that rules about the API's schemas judge."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Column, ObjectRef, Place, State, Table

from ._places import created_at


def exposed_tables(state: State) -> Iterator[Table]:
    """Tables that the migrations made in an exposed schema, save for partitions, temporary and foreign tables and those
    of extensions."""
    for table in state.catalog.tables():
        if table.schema not in state.target.exposed_schemas or table.is_partition or table.persistence == "t":
            continue
        if table.extension or table.kind == "foreign table" or created_at(table) is None:
            continue
        yield table


def column_place(table: Table, column: Column, message: str = "") -> Place | None:
    """Where a column is defined; None for what no migration made."""
    if column.origin is None:
        return created_at(table, message)
    if column.origin.migration.role == "prelude":
        return None
    if column.location is not None:
        return column.origin.place(column.location, message)
    return column.origin.find(column.name, message)


def column_ref(table: Table, column: Column) -> ObjectRef:
    """A column as the object of a finding."""
    return ObjectRef("column", table.schema, column.name, table.name)


def spelled(column: Column) -> str:
    """The bare name of a column's type, "" where it isn't known."""
    return column.type.name if column.type else ""
