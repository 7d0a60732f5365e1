"""How expressions and types are spelled in statements that are exported."""

from __future__ import annotations

from ..analysis.bound_names import bindings_of
from ..analysis.respelling import respelled
from ..catalog import Catalog, DataType, Expression, Table, View
from ..catalog.type_names import format_type
from ..syntax.printer import sql
from ..syntax.quoting import quote_identifier as quote
from ..syntax.quoting import quote_name as qualified


class Spelling:
    """The texts of one catalog: with `bound`, every name means the same under any search path."""

    def __init__(self, catalog: Catalog, bound: bool = False) -> None:
        self.catalog = catalog
        self.bound = bound

    def expression(self, value: Expression, relation: Table | View | None = None, is_when: bool = False) -> str:
        """Return an expression's or a query's text; `relation` is the one over whose columns it is."""
        node = value.node
        if self.bound:
            bindings = bindings_of(value, self.catalog, relation, is_when).bindings
            node = respelled(node, bindings, self.catalog, qualify=True)
        return sql(node)

    def type_name(self, type: DataType | None) -> str:
        """Return a type; text for one that is not known."""
        if type is None:
            return "text"
        if type.schema == "pg_catalog":
            return format_type(type)
        found = self.catalog.type(type.oid) or self.catalog.relation(type.oid) if type.oid else None
        spelled = qualified(found.schema, found.name) if found else qualified(type.schema, type.name)
        modifiers = f"({type.modifiers})" if type.modifiers else ""
        return spelled + modifiers + ("[]" if type.is_array else "")


def names(columns: list[str]) -> str:
    """Return columns in parentheses."""
    return f"({', '.join(map(quote, columns))})"
