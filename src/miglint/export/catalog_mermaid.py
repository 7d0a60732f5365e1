"""The catalog after the last migration as a Mermaid diagram: tables with their columns, and foreign keys."""

from __future__ import annotations

from ..catalog import Catalog, Constraint, Table
from .replayed import Replayed


def render(replay: Replayed) -> str:
    """Return an erDiagram of the tables that the migrations made, and of those that they reference."""
    catalog = replay.catalog
    own = [t for t in catalog.tables() if t.origin is not None and not t.extension and not t.is_partition]
    own = [t for t in own if t.persistence != "t"]
    lines = ["erDiagram"]
    for table in own:
        lines.append(f"    {_word(table)} {{")
        lines += [f"        {line}" for line in _columns(catalog, table)]
        lines.append("    }")
    for table in own:
        for key in catalog.constraints_of(table.oid):
            other = catalog.table(key.ref_relation) if key.ref_relation else None
            if key.kind == "foreign key" and other is not None:
                lines.append(f"    {_word(other)} {_ends(catalog, table, key)} {_word(table)} : {_text(key.name)}")
    return "\n".join(lines) + "\n"


def _word(table: Table) -> str:
    """Return the name of an entity: without the schema in public."""
    return _text(table.name if table.schema == "public" else table.qualified)


def _text(text: str) -> str:
    """Return Mermaid's string; it has no escape for a quote inside."""
    return '"' + text.replace('"', "'").replace("\n", " ") + '"'


def _columns(catalog: Catalog, table: Table) -> list[str]:
    marks: dict[int, list[str]] = {}
    words = {"primary key": "PK", "foreign key": "FK", "unique": "UK"}
    for constraint in catalog.constraints_of(table.oid):
        if (word := words.get(constraint.kind)) is not None:
            for attnum in constraint.columns:
                if word not in marks.setdefault(attnum, []):
                    marks[attnum].append(word)
    lines = []
    for column in table.columns:
        type = _attribute(catalog.format_type(column.type) or "unknown")
        order = sorted(marks.get(column.attnum, []), key=["PK", "FK", "UK"].index)
        lines.append(" ".join(filter(None, (type, _attribute(column.name), ", ".join(order)))))
    return lines


def _attribute(text: str) -> str:
    """Return types and columns are single words of letters, digits, _ ( ) [ ] and hyphens, beginning with a letter."""
    word = "".join(c if c.isascii() and (c.isalnum() or c in "_()[]-") else "_" for c in text)
    return word if word[:1].isalpha() or word[:1] == "_" else "_" + word


def _ends(catalog: Catalog, table: Table, key: Constraint) -> str:
    """Return the two ends: many children unless the columns are unique, no parent or one if they may be null."""
    columns = [c for c in table.columns if c.attnum in key.columns]
    unique = any(
        c.kind in ("primary key", "unique") and set(c.columns) == set(key.columns)
        for c in catalog.constraints_of(table.oid)
    )
    parent = "||" if all(c.not_null for c in columns) else "|o"
    return f"{parent}--{'o|' if unique else 'o{'}"
