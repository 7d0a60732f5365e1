"""What a column reference means: a column, a whole row, or a field of a composite value."""

from __future__ import annotations

from ..catalog import DataType
from ..syntax.source import Node
from ..syntax.tree import Name
from .analysis import Analysis, DoubledName, WrongQuery
from .scope import Output, Scope, Source, row_columns

SYSTEM_COLUMNS = {"ctid": "tid", "xmin": "xid", "xmax": "xid", "cmin": "cid", "cmax": "cid", "tableoid": "oid"}
"""The columns that every table has (PostgreSQL docs, 5.6 System Columns), and their types."""


def referred_type(fields: Node, scope: Scope, analysis: Analysis) -> DataType | None:
    """Return the type of a ColumnRef: a column, a row, or a field of a composite column; note what is read or isn't
    there."""
    parts = [part["String"].get("sval", "") if "String" in part else "*" for part in fields["fields"]]
    location = fields.get("location")
    if parts[-1] == "*":
        if len(parts) > 1 and (row := scope.source(parts[-2])):
            analysis.bind(fields, (), row)
        return None
    if len(parts) == 1:
        found = scope.columns(parts[0])
        if found:
            if len(found) > 1 and _holder(parts[0], scope).is_ambiguous(parts[0]):
                message = f'column reference "{parts[0]}" is ambiguous'
                analysis.wrongs.append(WrongQuery("42702", message, location))
            if parts[0] in analysis.variables:
                analysis.doubled.append(DoubledName(parts[0], location))
            analysis.bind(fields, found)
            return analysis.use(found)
        if found is None:
            return None
        source = scope.source(parts[0])
        if source is None and parts[0] not in SYSTEM_COLUMNS:
            analysis.miss_column(parts, location)
        if source is None:
            return _system(parts[0])
        analysis.bind(fields, (), source)
        return _row(source)
    source = scope.source(parts[-2]) if len(parts) == 2 else scope.source(parts[-2], parts[-3])
    if source is None and parts[-2] in ("new", "old"):
        source = analysis.row
    if source is not None:
        column = source.column(parts[-1])
        analysis.bind(fields, [column] if column else (), source)
        if column is not None:
            return analysis.use([column])
        if source.known and parts[-1] not in SYSTEM_COLUMNS:
            analysis.miss_column(parts, location, source.relation)
        return _system(parts[-1])
    if len(parts) == 2 and scope.closed:
        analysis.miss_column(parts, location, no_item=True)
    return None


def _holder(name: str, scope: Scope) -> Scope:
    """Return the innermost scope that has a column of this name."""
    while scope.parent is not None and not any(source.column(name) for source in scope.sources):
        scope = scope.parent
    return scope


def _system(name: str) -> DataType | None:
    return DataType(SYSTEM_COLUMNS[name]) if name in SYSTEM_COLUMNS else None


def _row(source: Source) -> DataType | None:
    """Return the type of a whole row."""
    relation = source.relation
    if relation is not None:
        return DataType(relation.name, relation.schema, relation.oid)
    return source.whole


def field_of_call(name: Name, types: list[DataType | None], analysis: Analysis) -> DataType | None:
    """Return the type of f(row) if there is no function f: row.f (PostgreSQL docs, 8.16.5)."""
    row = types[0] if len(types) == 1 and name.schema is None else None
    return field_type(row, name.name, analysis)


def field_type(row: DataType | None, name: str, analysis: Analysis) -> DataType | None:
    """Return the type of a field of a composite value; None if there is no such field, or if it isn't known."""
    columns: list[Output] = row_columns(row, analysis.catalog) or []
    found = [c for c in columns if c.name == name]
    return analysis.use(found) if found else None
