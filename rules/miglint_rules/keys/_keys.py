"""Foreign keys: which ones are checked, and where they are written."""

from __future__ import annotations

from miglint import NOWHERE, Constraint, ConstraintAdded, Place, State, Table, TableCreated, exposed_tables


def foreign_keys(state: State) -> list[tuple[Table, Constraint]]:
    """Return the foreign keys of exposed tables that migrations define, without those that partitions inherit."""
    return state.once(_foreign_keys)


def _foreign_keys(state: State) -> list[tuple[Table, Constraint]]:
    return [
        (table, key)
        for table in exposed_tables(state)
        if not table.assumed
        for key in state.catalog.constraints_of(table.oid)
        if key.kind == "foreign key" and key.parent is None and not key.inherited
    ]


def key_place(table: Table, key: Constraint, state: State) -> Place:
    """Return where a key is written: at its column or its name; NOWHERE if its state isn't certain."""
    if state.catalog.disturbed("constraints", table):
        return NOWHERE
    if key.made_here and key.location is not None:
        return key.place()
    for change in reversed(state.changes_of(table.oid)):
        match change:
            case ConstraintAdded(constraint=added) if added.oid == key.oid:
                return change.find(key.name)
            case TableCreated():
                return change.statement.find(table.names(key.columns)[0])
    return table.place()


def columns_of(table: Table, key: Constraint) -> str:
    """Return the names of the key's columns, with commas."""
    return ", ".join(table.names(key.columns))


def target_of(key: Constraint, state: State) -> str:
    """Return the qualified name of the table that a key references."""
    target = state.catalog.table(key.ref_relation or 0)
    return target.qualified if target else "?"
