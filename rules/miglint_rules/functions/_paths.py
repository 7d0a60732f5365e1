"""The search_path that a body needs to find what it uses by bare names."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Catalog, Routine, body_statements, body_tree, calls, list_name, quote_identifier, range_name, walk

USUAL = ("public", "extensions")
"""Where Supabase's own search_path looks."""
_TARGETS = ("InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt")


def needed_schemas(routine: Routine, catalog: Catalog) -> tuple[str, ...] | None:
    """The schemas of what a body uses by bare names; None where the body can't be read."""
    if routine.language not in ("sql", "plpgsql"):
        return None
    bare = set(_bare_names(routine))
    if not bare and not body_statements(routine):
        return None if (routine.body or "").strip() else ()
    wanted = dict.fromkeys((*USUAL, routine.schema))
    homes = {name: next((schema for schema in wanted if _has(catalog, schema, name)), None) for name in bare}
    return tuple(schema for schema in wanted if schema in homes.values())


def as_setting(schemas: tuple[str, ...]) -> str:
    """A search_path as SET takes it; the schema of temporary tables comes last, where nobody's table can stand in for
    one that is meant (PostgreSQL docs, CREATE FUNCTION, Writing SECURITY DEFINER Functions Safely)."""
    return ", ".join([*map(quote_identifier, schemas), "pg_temp"]) if schemas else "''"


def _bare_names(routine: Routine) -> Iterator[str]:
    for node in body_statements(routine):
        for kind, fields in walk(node, ("RangeVar", "TypeName", *_TARGETS)):
            if kind == "TypeName":
                schema, name = list_name(fields["names"])
            else:
                schema, name = range_name(fields if kind == "RangeVar" else fields["relation"])
            if schema is None:
                yield name
        yield from (name for (schema, name), _ in calls(node) if schema is None)
    for _, fields in walk(body_tree(routine), ("PLpgSQL_type",)):
        name = fields.get("typname", "").partition("%")[0].removesuffix("[]").strip('"')
        if "." not in name:
            yield name


def _has(catalog: Catalog, schema: str, name: str) -> bool:
    found = catalog.named(schema, name) or catalog.routines_named(schema, name) or catalog.type_named(schema, name)
    return bool(found)
