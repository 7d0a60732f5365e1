"""The views of pg_catalog that show relations: pg_tables, pg_views, pg_indexes, pg_policies, ..."""

from __future__ import annotations

from collections.abc import Iterator

from ...catalog import Catalog, Index, Relation, Sequence, Table, View
from ..state.context import Context
from .definition_sketches import index_sketch, sketch
from .known_values import UNKNOWN
from .virtual_tables import Hints, Rows, TableFamily, relations

FAMILY = TableFamily()


@FAMILY.table(
    "pg_catalog.pg_tables",
    "schemaname tablename tableowner rowsecurity hasindexes",
    schema="schemaname",
    of="tablename",
)
def _pg_tables(context: Context, hints: Hints) -> Rows:
    asks = hints.ask("rowsecurity")
    for r in relations(context.catalog, hints, "schemaname", "tablename"):
        if isinstance(r, Table) and r.kind != "foreign table":
            rls = r.rls_enabled if asks and context.catalog.knows("rls", r) else UNKNOWN
            yield r.schema, r.name, r.owner, rls, bool(context.catalog.relations.by("table", r.oid))


@FAMILY.table("pg_catalog.pg_views", "schemaname viewname viewowner definition", schema="schemaname", of="viewname")
def _pg_views(context: Context, hints: Hints) -> Rows:
    asks = hints.ask("definition")
    for r in relations(context.catalog, hints, "schemaname", "viewname"):
        if isinstance(r, View) and r.kind == "view":
            yield r.schema, r.name, r.owner, sketch(context, r.query.node) if asks else UNKNOWN


@FAMILY.table(
    "pg_catalog.pg_matviews", "schemaname matviewname matviewowner definition", schema="schemaname", of="matviewname"
)
def _pg_matviews(context: Context, hints: Hints) -> Rows:
    asks = hints.ask("definition")
    for r in relations(context.catalog, hints, "schemaname", "matviewname"):
        if isinstance(r, View) and r.kind != "view":
            yield r.schema, r.name, r.owner, sketch(context, r.query.node) if asks else UNKNOWN


@FAMILY.table(
    "pg_catalog.pg_sequences", "schemaname sequencename sequenceowner", schema="schemaname", of="sequencename"
)
def _pg_sequences(context: Context, hints: Hints) -> Rows:
    for r in relations(context.catalog, hints, "schemaname", "sequencename"):
        if isinstance(r, Sequence):
            yield r.schema, r.name, r.owner


def _indexes_by(context: Context, hints: Hints, schema: str, index: str, of: str) -> Iterator[tuple[Index, Relation]]:
    """Return the indexes with their relations."""
    catalog = context.catalog
    if isinstance(hints.get(of), str) and not isinstance(hints.get(index), str):
        for r in relations(catalog, {of: hints[of], schema: hints.get(schema)}, schema, of):
            for found in catalog.indexes(r.oid):
                yield found, r
        return
    for r in relations(catalog, hints, schema, index):
        if isinstance(r, Index) and (on := catalog.relation(r.table)):
            yield r, on


@FAMILY.table("pg_catalog.pg_indexes", "schemaname tablename indexname indexdef", "indexes", "schemaname", "tablename")
def _pg_indexes(context: Context, hints: Hints) -> Rows:
    asks = hints.ask("indexdef")
    for index, on in _indexes_by(context, hints, "schemaname", "indexname", "tablename"):
        yield index.schema, on.name, index.name, index_sketch(context, index, on) if asks else UNKNOWN


@FAMILY.table(
    "pg_catalog.pg_policies",
    "schemaname tablename policyname permissive roles cmd qual with_check",
    "policies",
    "schemaname",
    "tablename",
)
def _pg_policies(context: Context, hints: Hints) -> Rows:
    catalog = context.catalog
    asks = hints.ask("qual", "with_check")
    for r in _with_policies(catalog, hints):
        for p in catalog.policies_of(r.oid):
            yield (
                r.schema, r.name, p.name, "PERMISSIVE" if p.permissive else "RESTRICTIVE", list(p.roles), p.command,
                sketch(context, p.using.node) if asks and p.using else None,
                sketch(context, p.with_check.node) if asks and p.with_check else None,
            )  # fmt: skip


def _with_policies(catalog: Catalog, hints: Hints) -> Iterator[Relation]:
    if isinstance(hints.get("tablename"), str):
        yield from relations(catalog, hints, "schemaname", "tablename")
        return
    seen = sorted({p.relation for p in catalog.policies})
    rows = [catalog.relation(oid) for oid in seen]
    yield from sorted((r for r in rows if r), key=lambda r: (r.schema, r.name))
