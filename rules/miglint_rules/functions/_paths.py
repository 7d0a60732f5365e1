"""The search_path that a function body needs to resolve its unqualified names."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Catalog, Routine, body_statements, body_tree, calls, list_name, quote_identifier, range_name, walk

USUAL = ("public", "extensions")
"""The schemas of Supabase's default search_path."""
_TARGETS = ("InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt")


def needed_schemas(routine: Routine, catalog: Catalog) -> tuple[str, ...] | None:
    """Return the schemas of the unqualified names in a body; None if the body can't be parsed."""
    if routine.language not in ("sql", "plpgsql"):
        return None
    bare = set(_bare_names(routine))
    if not bare and not body_statements(routine):
        return None if (routine.body or "").strip() else ()
    wanted = dict.fromkeys((*USUAL, routine.schema))
    homes = {name: next((schema for schema in wanted if _has(catalog, schema, name)), None) for name in bare}
    return tuple(schema for schema in wanted if schema in homes.values())


def as_setting(schemas: tuple[str, ...]) -> str:
    """Return a search_path as SET takes it, with the schema of temporary tables last.

    There a temporary table can't take the place of another object (PostgreSQL docs, CREATE FUNCTION, Writing SECURITY
    DEFINER Functions Safely).
    """
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
