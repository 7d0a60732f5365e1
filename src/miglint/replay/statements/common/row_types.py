"""Composite and row types in use: columns that hold them, and tables that are made of them (commands/tablecmds.c)."""

from __future__ import annotations

from ....catalog import Catalog, Column, Relation, Table, Type, View
from ...state.context import Context


def refuse_row_type_users(context: Context, row: Table | Type) -> None:
    """Refuse (0A000) to rewrite a table, or to change a type, while a column holds its rows: also in an array, a domain
    or another composite type (find_composite_type_dependencies)."""
    user = _user(context.catalog, row.oid, set())
    if user is None:
        return
    relation, column = user
    spelled = f"{relation.name}.{column.name}"
    if isinstance(row, Table):
        message = f'cannot alter table "{row.name}" because column "{spelled}" uses its row type'
    else:
        message = f'cannot alter type "{row.name}" because column "{spelled}" uses it'
    context.refuse("0A000", message, oid=row.oid, others=(relation.oid,), names=(row.name, spelled))


def _user(catalog: Catalog, oid: int, seen: set[int]) -> tuple[Relation, Column] | None:
    """Return the column with a stored value of this type; views store none."""
    seen.add(oid)
    for relation in catalog.relations.by("depends", oid):
        if isinstance(relation, Table) or (isinstance(relation, View) and relation.kind == "materialized view"):
            for column in relation.columns:
                if column.type is not None and column.type.oid == oid:
                    return relation, column
    for type_ in catalog.types.by("depends", oid):
        if type_.oid not in seen and (found := _user(catalog, type_.oid, seen)):
            return found
    return None


def typed_tables(context: Context, row: Type, cascade: bool) -> list[Table]:
    """Return the tables OF a type; without CASCADE it can't change while there are any (2BP01)."""
    found = [
        r for r in context.catalog.relations.by("depends", row.oid) if isinstance(r, Table) and r.of_type == row.oid
    ]
    if found and not cascade:
        message = f'cannot alter type "{row.name}" because it is the type of a typed table'
        context.refuse("2BP01", message, oid=row.oid, others=tuple(t.oid for t in found), names=(row.name,))
    return found


def refuse_typed(context: Context, table: Table, action: str) -> None:
    """Refuse (42809) to change the columns of a typed table: they are those of its type."""
    if table.of_type:
        context.refuse("42809", f"cannot {action} typed table", oid=table.oid)
