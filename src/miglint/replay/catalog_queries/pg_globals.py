"""The catalogs of roles, extensions, publications and event triggers."""

from __future__ import annotations

from ..checks.extension_facts import available_extensions
from ..state.context import Context
from .known_values import UNKNOWN
from .virtual_tables import Hints, Rows, TableFamily

FAMILY = TableFamily()


for _name in ("pg_roles", "pg_authid", "pg_user"):

    @FAMILY.table(f"pg_catalog.{_name}", "oid usename rolname rolsuper rolinherit rolcanlogin rolbypassrls", "roles")
    def _pg_roles(context: Context, hints: Hints) -> Rows:
        for role in context.catalog.roles:
            has = role.attributes
            yield (
                role.oid, role.name, role.name, "SUPERUSER" in has, "NOINHERIT" not in has, "LOGIN" in has,
                "BYPASSRLS" in has,
            )  # fmt: skip


@FAMILY.table("pg_catalog.pg_extension", "oid extname extnamespace extversion", "extensions")
def _pg_extension(context: Context, hints: Hints) -> Rows:
    for e in context.catalog.extensions:
        schema = context.catalog.schema(e.schema)
        yield e.oid, e.name, schema.oid if schema else UNKNOWN, e.version or UNKNOWN


@FAMILY.table("pg_catalog.pg_available_extensions", "name default_version installed_version", "extensions")
def _pg_available_extensions(context: Context, hints: Hints) -> Rows:
    installed = {e.name: e.version or UNKNOWN for e in context.catalog.extensions}
    offered = available_extensions(context)
    wanted = hints.get("name")
    if wanted in offered:
        yield wanted, UNKNOWN, installed.get(wanted)
        return
    for name in sorted(offered):
        yield name, UNKNOWN, installed.get(name)
    yield UNKNOWN, UNKNOWN, UNKNOWN  # there may be others


@FAMILY.table("pg_catalog.pg_publication", "oid pubname pubowner puballtables", "publications")
def _pg_publication(context: Context, hints: Hints) -> Rows:
    for p in context.catalog.publications:
        yield p.oid, p.name, UNKNOWN, p.all_tables


@FAMILY.table("pg_catalog.pg_publication_tables", "pubname schemaname tablename", "publications")
def _pg_publication_tables(context: Context, hints: Hints) -> Rows:
    catalog = context.catalog
    for p in catalog.publications:
        if p.all_tables:
            found = [t for t in catalog.tables() if t.schema not in ("pg_catalog", "information_schema")]
        else:
            named = [t for oid in p.tables if (t := catalog.table(oid))]
            found = named + [t for t in catalog.tables() if t.schema in p.schemas and t.oid not in p.tables]
        for t in found:
            yield p.name, t.schema, t.name


@FAMILY.table("pg_catalog.pg_publication_rel", "oid prpubid prrelid", "publications")
def _pg_publication_rel(context: Context, hints: Hints) -> Rows:
    for p in context.catalog.publications:
        for oid in p.tables:
            yield UNKNOWN, p.oid, oid


@FAMILY.table("pg_catalog.pg_event_trigger", "oid evtname evtevent evtenabled evtfoid", "event triggers")
def _pg_event_trigger(context: Context, hints: Hints) -> Rows:
    for t in context.catalog.event_triggers:
        yield t.oid, t.name, t.event, "O" if t.enabled else "D", t.function or UNKNOWN
