"""The tables that rules about the API's schemas judge."""

from __future__ import annotations

from miglint import Column, ObjectRef, Place, State, Table

from ._places import created_at, is_made_here


def exposed_tables(state: State) -> list[Table]:
    """Tables that the migrations made in an exposed schema, save for partitions, temporary and foreign tables and those
    of extensions."""
    return state.once(_exposed_tables)


def _exposed_tables(state: State) -> list[Table]:
    schemas = state.target.exposed_schemas
    tables = [t for t in state.catalog.tables() if t.schema in schemas and is_made_here(t) and not t.extension]
    return [t for t in tables if not t.is_partition and t.persistence != "t" and t.kind != "foreign table"]


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
