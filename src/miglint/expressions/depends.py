"""What an expression depends on: relations, columns, functions and types, as pg_depend would list them."""

from __future__ import annotations

from ..catalog import Catalog, Ref, Table, View
from ..source import Node
from ..tree import list_name, strings, walk


def depends_on(
    node: Node, catalog: Catalog, path: tuple[str, ...], relation: Table | View | None = None
) -> frozenset[Ref]:
    """The objects that `node` reads: an expression over the columns of `relation`, or a whole query."""
    found: set[Ref] = set()
    for kind, fields in walk(node):
        if kind == "ColumnRef" and relation is not None:
            column = relation.column(strings(fields["fields"])[-1])
            if column is not None:
                found.add(Ref(relation.oid, column.attnum))
        elif kind == "FuncCall":
            name = list_name(fields["funcname"])
            for schema in (name.schema,) if name.schema else path:
                routines = catalog.routines_named(schema, name.name)
                if len(routines) == 1:
                    found.add(Ref(routines[0].oid))
                if routines:
                    break
    return frozenset(found)
