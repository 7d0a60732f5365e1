"""Objects that the catalog only names: collations, text search objects, statistics, operator classes, servers ..."""

from __future__ import annotations

from typing import NamedTuple

from ...catalog import Other
from ...syntax.source import Node
from ...syntax.tree import Name, clip, items, list_name, object_name, strings
from ..state.context import Context


class OtherKind(NamedTuple):
    """How a kind of object is called, and whether it lies in a schema and belongs to an access method."""

    words: str
    in_schema: bool = True
    has_method: bool = False


KINDS = {
    "OBJECT_COLLATION": OtherKind("collation"),
    "OBJECT_CONVERSION": OtherKind("conversion"),
    "OBJECT_OPERATOR": OtherKind("operator"),
    "OBJECT_OPCLASS": OtherKind("operator class", has_method=True),
    "OBJECT_OPFAMILY": OtherKind("operator family", has_method=True),
    "OBJECT_STATISTIC_EXT": OtherKind("statistics"),
    "OBJECT_TSPARSER": OtherKind("text search parser"),
    "OBJECT_TSDICTIONARY": OtherKind("text search dictionary"),
    "OBJECT_TSTEMPLATE": OtherKind("text search template"),
    "OBJECT_TSCONFIGURATION": OtherKind("text search configuration"),
    "OBJECT_ACCESS_METHOD": OtherKind("access method", in_schema=False),
    "OBJECT_FDW": OtherKind("foreign-data wrapper", in_schema=False),
    "OBJECT_FOREIGN_SERVER": OtherKind("server", in_schema=False),
}


class NamedOther(NamedTuple):
    """What a statement calls an object of one of these kinds."""

    kind: OtherKind
    name: Name
    method: str | None = None

    @property
    def spelled(self) -> str:
        """Return it as PostgreSQL's messages do."""
        words = "statistics object" if self.kind.words == "statistics" else self.kind.words
        shown = f'{words} "{".".join(filter(None, self.name))}"'
        return f'{shown} for access method "{self.method}"' if self.method else shown


def named_other(objtype: str, object: Node) -> NamedOther:
    """Return what an object of DROP or ALTER means; the access method comes first in the names."""
    kind = KINDS[objtype]
    if kind.has_method:
        method, *parts = strings(items(object))
        return NamedOther(kind, Name(parts[-2] if len(parts) > 1 else None, parts[-1]), method)
    if kind.words == "collation" and "List" in object:
        return NamedOther(kind, list_name(items(object)))
    return NamedOther(kind, object_name(object))


def find_other(context: Context, named: NamedOther) -> Other | None:
    """Return the object of this name, by its schema or along the search path."""
    own = clip(named.name.name)
    if not named.kind.in_schema:
        schemas: tuple[str | None, ...] = (None,)
    else:
        schemas = (named.name.schema,) if named.name.schema else context.session.schemas
    for schema in schemas:
        for other in context.catalog.others.by("name", (named.kind.words, schema, own)):
            if other.method == named.method:
                return other
    return None
