"""Junction tables: tables that only link the rows of two others."""

from __future__ import annotations

from miglint import Catalog, Constraint, State, Table, Target

HOUSEKEEPING = frozenset(
    {"id", "uuid", "created_at", "updated_at", "deleted_at", "created_by", "updated_by", "deleted_by"}
)
MARKS = frozenset({"bool", "int2", "int4", "int8", "numeric", "float8"})
"""Types that a junction table's other columns may have (is_primary, position, share); text makes it an entity."""


def is_junction(table: Table, state: State) -> bool:
    """Return whether a table is a junction table at the end of the history."""
    known = state.once(_known)
    if table.oid not in known:
        known[table.oid] = is_junction_now(table, state.catalog, state.target)
    return known[table.oid]


def _known(state: State) -> dict[int, bool]:
    """Return the answers of is_junction for this state, by oid."""
    return {}


def is_junction_now(table: Table, catalog: Catalog, target: Target) -> bool:
    """Return whether a table is a junction table: its profile says so, or it has little but two NOT NULL keys."""
    profile = target.profile(table.schema, table.name).kind
    if profile != "shared":
        return profile == "junction"
    keys = {key.columns[0] for key in pair(table, catalog)}
    if len(keys) < 2:
        return False
    rest = [c for c in table.columns if c.attnum not in keys and c.name not in HOUSEKEEPING]
    return len(rest) <= 2 and all(column.type_name in MARKS for column in rest)


def pair(table: Table, catalog: Catalog) -> list[Constraint]:
    """Return the NOT NULL foreign keys of one column, without those that record a person (`created_by`)."""
    found = []
    for key in catalog.constraints_of(table.oid):
        column = table.column(key.columns[0]) if key.kind == "foreign key" and len(key.columns) == 1 else None
        if column is not None and column.not_null and not column.name.endswith("_by"):
            found.append(key)
    return found


def named_after(table: Table, keys: list[Constraint]) -> bool:
    """Return whether the table's name contains the names of two of its key columns."""
    name = table.name.replace("_", "").lower()
    stems = {column.removesuffix("_id").replace("_", "").lower() for key in keys for column in table.names(key.columns)}
    return sum(stem in name for stem in stems) >= 2
