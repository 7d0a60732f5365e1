"""pg_depend: what belongs to an extension, what owns a sequence, what a routine names."""

from __future__ import annotations

from typing import Any

from ...catalog import Routine, Sequence, Table, Type, View
from ..state.context import Context
from .known_values import UNKNOWN
from .registered_names import SYSTEM
from .virtual_tables import Hints, Rows, TableFamily, namespace_oid

FAMILY = TableFamily()


_CATALOGS = {Routine: "pg_proc", Type: "pg_type"}


@FAMILY.table("pg_catalog.pg_depend", "classid objid objsubid refclassid refobjid refobjsubid deptype")
def _pg_depend(context: Context, hints: Hints) -> Rows:
    """Return what belongs to an extension, and what owns a sequence.

    A last row represents all other dependencies, except those of routines and types, which only depend on the schema
    and the types that they name.
    """
    catalog = context.catalog
    oid, kind = hints.get("objid"), hints.get("deptype")
    yield from _rules(context, hints)
    if isinstance(oid, int):
        one = catalog.relation(oid) or catalog.routine(oid) or catalog.type(oid)
        objects: list[Any] = [one] if one else []
    else:
        objects = [*catalog.relations, *catalog.routines, *catalog.types]
    for object in objects:
        owner = getattr(object, "extension", None)
        own = SYSTEM[
            "pg_proc" if isinstance(object, Routine) else "pg_type" if isinstance(object, Type) else "pg_class"
        ]
        if owner is not None and kind in (None, "e"):
            extension = catalog.extensions.get(owner)
            yield own, object.oid, 0, SYSTEM["pg_extension"], extension.oid if extension else UNKNOWN, 0, "e"
        if isinstance(object, Sequence) and object.owned_by and kind in (None, "a", "i"):
            yield own, object.oid, 0, SYSTEM["pg_class"], *object.owned_by, "a"
        if isinstance(object, (Routine, Type)) and kind in (None, "n"):
            yield own, object.oid, 0, SYSTEM["pg_namespace"], namespace_oid(context, object.schema), 0, "n"
            for ref in object.depends:
                yield own, object.oid, 0, UNKNOWN, ref.oid, ref.attnum, "n"
    if hints.get("classid") == SYSTEM["pg_rewrite"]:
        return
    if kind not in ("e", "a", "i") and not (
        objects and isinstance(objects[0], (Routine, Type)) and isinstance(oid, int)
    ):
        yield UNKNOWN, oid if isinstance(oid, int) else UNKNOWN, *[UNKNOWN] * 5


_REWRITE = 1 << 40
"""Added to a view's oid: the oid of its rule, which no object of the catalog has."""


def rule_oid(view: View) -> int:
    """Return the oid of a view's rule in pg_rewrite."""
    return _REWRITE + view.oid


def _rules(context: Context, hints: Hints) -> Rows:
    """Return what the rules of views read: views depend on it by their rule, of which there is one."""
    catalog = context.catalog
    oid, read, kind = hints.get("objid"), hints.get("refobjid"), hints.get("deptype")
    if kind not in (None, "n", "i"):
        return
    if isinstance(read, int):
        views = [r for r in catalog.relations.by("depends", read) if isinstance(r, View)]
        itself = catalog.relation(read)
        views += [itself] if isinstance(itself, View) and itself not in views else []
    elif isinstance(oid, int) and oid > _REWRITE:
        found = catalog.relation(oid - _REWRITE)
        views = [found] if isinstance(found, View) else []
    else:
        views = [r for r in catalog.relations if isinstance(r, View)]
    for view in views:
        if view.extension or view.origin is None:
            continue
        if kind in (None, "i"):
            yield SYSTEM["pg_rewrite"], rule_oid(view), 0, SYSTEM["pg_class"], view.oid, 0, "i"
        for ref in view.depends if kind in (None, "n") else ():
            columns = any(r.oid == ref.oid and r.attnum for r in view.depends)
            if ref.attnum == 0 and columns and isinstance(catalog.relation(ref.oid), (Table, View)):
                continue  # PostgreSQL keeps the columns, and the whole only where none is read
            yield SYSTEM["pg_rewrite"], rule_oid(view), 0, SYSTEM["pg_class"], ref.oid, ref.attnum, "n"


@FAMILY.table("pg_catalog.pg_rewrite", "oid rulename ev_class ev_type ev_enabled is_instead")
def _pg_rewrite(context: Context, hints: Hints) -> Rows:
    """Return the rules of views; rules that migrations make themselves are not among them."""
    oid, relation = hints.get("oid"), hints.get("ev_class")
    wanted = relation if isinstance(relation, int) else oid - _REWRITE if isinstance(oid, int) else None
    views = [context.catalog.relation(wanted)] if wanted is not None else list(context.catalog.relations)
    for view in views:
        if isinstance(view, View) and view.origin is not None and not view.extension:
            yield rule_oid(view), "_RETURN", view.oid, "1", "O", True
