"""Tables that only pair the rows of others."""

from __future__ import annotations

from miglint import Catalog, Constraint, State, Table, Target

HOUSEKEEPING = frozenset(
    {"id", "uuid", "created_at", "updated_at", "deleted_at", "created_by", "updated_by", "deleted_by"}
)
MARKS = frozenset({"bool", "int2", "int4", "int8", "numeric", "float8"})
"""Types of what a pair may carry besides: is_primary, position, share. A text makes it a thing of its own."""


def is_junction(table: Table, state: State) -> bool:
    """Whether a table is one at the end of the history."""
    known = state.once(_known)
    if table.oid not in known:
        known[table.oid] = is_junction_now(table, state.catalog, state.target)
    return known[table.oid]


def _known(state: State) -> dict[int, bool]:
    """What is_junction has answered of this state."""
    return {}


def is_junction_now(table: Table, catalog: Catalog, target: Target) -> bool:
    """Whether a table is one: its profile says so, or it holds little else than two foreign keys that can't be NULL."""
    profile = target.profile(table.schema, table.name).kind
    if profile != "shared":
        return profile == "junction"
    keys = {key.columns[0] for key in pair(table, catalog)}
    if len(keys) < 2:
        return False
    rest = [c for c in table.columns if c.attnum not in keys and c.name not in HOUSEKEEPING]
    return len(rest) <= 2 and all(column.type_name in MARKS for column in rest)


def pair(table: Table, catalog: Catalog) -> list[Constraint]:
    """The foreign keys of one column each that can't be NULL, save for those that say who made the row."""
    found = []
    for key in catalog.constraints_of(table.oid):
        column = table.column(key.columns[0]) if key.kind == "foreign key" and len(key.columns) == 1 else None
        if column is not None and column.not_null and not column.name.endswith("_by"):
            found.append(key)
    return found


def named_after(table: Table, keys: list[Constraint]) -> bool:
    """Whether the table's name holds what two of its keys point at."""
    name = table.name.replace("_", "").lower()
    stems = {column.removesuffix("_id").replace("_", "").lower() for key in keys for column in table.names(key.columns)}
    return sum(stem in name for stem in stems) >= 2
