"""pg_depend: what belongs to an extension, what owns a sequence, what a routine names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...catalog import Routine, Sequence, Type
from .values import UNKNOWN
from .virtual_tables import Hints, Rows, namespace_oid, table

if TYPE_CHECKING:
    from ..context import Context


@table("pg_catalog.pg_depend", "classid objid objsubid refclassid refobjid refobjsubid deptype")
def _pg_depend(context: Context, hints: Hints) -> Rows:
    """What belongs to an extension, and what owns a sequence; a last row stands for the other dependencies of anything
    but routines and types, whose only others are the schema and the types that they name."""
    catalog = context.catalog
    oid, kind = hints.get("objid"), hints.get("deptype")
    if isinstance(oid, int):
        one = catalog.relation(oid) or catalog.routine(oid) or catalog.type(oid)
        objects: list[Any] = [one] if one else []
    else:
        objects = [*catalog.relations, *catalog.routines, *catalog.types]
    for object in objects:
        owner = getattr(object, "extension", None)
        if owner is not None and kind in (None, "e"):
            extension = catalog.extensions.get(owner)
            yield UNKNOWN, object.oid, 0, UNKNOWN, extension.oid if extension else UNKNOWN, 0, "e"
        if isinstance(object, Sequence) and object.owned_by and kind in (None, "a", "i"):
            yield UNKNOWN, object.oid, 0, UNKNOWN, *object.owned_by, "a"
        if isinstance(object, (Routine, Type)) and kind in (None, "n"):
            yield UNKNOWN, object.oid, 0, UNKNOWN, namespace_oid(context, object.schema), 0, "n"
            for ref in object.depends:
                yield UNKNOWN, object.oid, 0, UNKNOWN, ref.oid, ref.attnum, "n"
    if kind not in ("e", "a", "i") and not (
        objects and isinstance(objects[0], (Routine, Type)) and isinstance(oid, int)
    ):
        yield UNKNOWN, oid if isinstance(oid, int) else UNKNOWN, *[UNKNOWN] * 5
