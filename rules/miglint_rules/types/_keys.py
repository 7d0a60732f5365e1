"""Statements that drop and add foreign keys."""

from __future__ import annotations

from miglint import Catalog, Constraint, quote_identifier, quote_name


def drop_key(key: Constraint, catalog: Catalog) -> str:
    """Return ALTER TABLE ... DROP CONSTRAINT for a key."""
    return f"ALTER TABLE {_table(key.relation, catalog)} DROP CONSTRAINT {quote_identifier(key.name)};"


def add_key(key: Constraint, catalog: Catalog) -> str:
    """Return ALTER TABLE ... ADD CONSTRAINT for a key as it is now."""
    actions = " MATCH FULL" if key.match == "FULL" else ""
    actions += f" ON DELETE {key.on_delete}" if key.on_delete != "NO ACTION" else ""
    actions += f" ON UPDATE {key.on_update}" if key.on_update != "NO ACTION" else ""
    actions += " DEFERRABLE" if key.deferrable else ""
    actions += " INITIALLY DEFERRED" if key.initially_deferred else ""
    target, columns = _table(key.ref_relation or 0, catalog), _columns(key.ref_relation or 0, key.ref_columns, catalog)
    return (
        f"ALTER TABLE {_table(key.relation, catalog)} ADD CONSTRAINT {quote_identifier(key.name)} "
        f"FOREIGN KEY ({_columns(key.relation, key.columns, catalog)}) REFERENCES {target} ({columns}){actions};"
    )


def _table(oid: int, catalog: Catalog) -> str:
    table = catalog.table(oid)
    return quote_name(table.schema, table.name) if table else "..."


def _columns(oid: int, attnums: tuple[int, ...], catalog: Catalog) -> str:
    table = catalog.table(oid)
    return ", ".join(map(quote_identifier, table.names(attnums))) if table and attnums else "..."
