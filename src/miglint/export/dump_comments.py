"""Comments as statements."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..catalog import Table, View
from ..syntax.quoting import quote_identifier as quote
from ..syntax.quoting import quote_literal as literal
from ..syntax.quoting import quote_name as qualified
from .spelling import Spelling


def comments(spelling: Spelling, rows: Any) -> Iterator[str]:
    """Return COMMENT ON for everything that the migrations commented on; `rows` lists what they made of a store."""
    catalog = spelling.catalog
    for comment in catalog.comments:
        relation = catalog.relation(comment.oid)
        if comment.statement is None or relation is None or getattr(relation, "assumed", False):
            continue
        name, kind = qualified(relation.schema, relation.name), comment.kind.upper()
        if comment.attnum and isinstance(relation, (Table, View)):
            column = relation.column(comment.attnum)
            if column is None:
                continue
            name, kind = f"{name}.{quote(column.name)}", "COLUMN"
        elif comment.attnum:
            continue
        elif kind == "PARTITIONED TABLE":
            kind = "TABLE"
        yield f"COMMENT ON {kind} {name} IS {literal(comment.comment)}"
    for schema in catalog.schemas:
        found = catalog.comments.get(("schema", schema.oid, 0))
        if found is not None and found.statement is not None and not schema.extension:
            yield f"COMMENT ON SCHEMA {quote(schema.name)} IS {literal(found.comment)}"
    for extension in rows(catalog.extensions):
        found = catalog.comments.get(("extension", extension.oid, 0))
        if found is not None:
            yield f"COMMENT ON EXTENSION {quote(extension.name)} IS {literal(found.comment)}"
    for routine in rows(catalog.routines):
        found = catalog.comments.get((routine.kind, routine.oid, 0))
        if found is not None:
            types = ", ".join(spelling.type_name(type) for type in routine.input_types)
            name = f"{qualified(routine.schema, routine.name)}({types})"
            yield f"COMMENT ON {routine.kind.upper()} {name} IS {literal(found.comment)}"
    yield from _on_parts(spelling, rows)


def _on_parts(spelling: Spelling, rows: Any) -> Iterator[str]:
    catalog = spelling.catalog
    parts: tuple[tuple[str, Any], ...] = (
        ("policy", catalog.policies),
        ("trigger", catalog.triggers),
        ("constraint", catalog.constraints),
    )
    for kind, store in parts:
        for row in rows(store):
            found = catalog.comments.get((kind, row.oid, 0))
            table = catalog.relation(row.relation)
            if found is not None and table is not None:
                on = qualified(table.schema, table.name)
                yield f"COMMENT ON {kind.upper()} {quote(row.name)} ON {on} IS {literal(found.comment)}"
    for type in rows(catalog.types):
        kind = "domain" if type.kind == "domain" else "type"
        if (found := catalog.comments.get((kind, type.oid, 0))) is not None:
            name = qualified(type.schema, type.name)
            yield f"COMMENT ON {kind.upper()} {name} IS {literal(found.comment)}"
