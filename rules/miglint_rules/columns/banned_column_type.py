"""banned-column-type."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    Column,
    ColumnTypeChanged,
    Finding,
    Kind,
    Place,
    Remedy,
    Rule,
    Severity,
    State,
    Table,
    exposed_tables,
    option,
    quote_identifier,
    quote_name,
    renamed_at,
)

INSTEAD = {
    "timestamp": "timestamptz",
    "timetz": "timestamptz",
    "serial": "bigint GENERATED ALWAYS AS IDENTITY",
    "json": "jsonb",
    "varchar": "text, with a CHECK constraint if the length matters",
    "char": "text",
    "money": "numeric",
}
"""What to write instead of each type."""
REASONS = {
    "timestamp": "which stores no time zone",
    "timetz": "whose time zone means nothing without a date",
    "serial": "which needs a separate grant on its sequence",
    "json": "which can't be indexed",
    "varchar": "whose length can't be changed while a view uses the column",
    "char": "which pads values with spaces",
    "money": "which rounds and depends on the server's locale",
}
LABELS = {"varchar": "varchar(n)", "char": "char(n)"}
"""How a message names a type, if not by its plain name."""

CONVERSIONS = {
    "timestamp": "timestamptz USING {column} AT TIME ZONE 'UTC'",
    "json": "jsonb USING {column}::jsonb",
    "varchar": "text",
    "char": "text",
}
"""The type and USING clause of the fix, for types with one clear replacement. UTC for timestamps is a guess."""
UNDO_USING = {"timestamp": " USING {column} AT TIME ZONE 'UTC'", "json": " USING {column}::json"}
"""The USING clause that changes a column back to the old type."""


class BannedColumnType(Rule):
    """Column uses a discouraged type (serial, timestamp, varchar(n)).

    ## Why
    `timestamp` stores no time zone, `json` can't be indexed, `serial` needs a grant on its sequence besides the one on
    the table, and the length of `varchar(50)` can't be changed once a view uses the column.

    `types` lists the discouraged types, out of: timestamp, timetz, serial, json, varchar (with a length), char, money.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, created_at timestamp);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, created_at timestamptz);
    ```

    ## Fix safety
    Unsafe: the type change can rewrite the table under a lock, and assumes that the values of `timestamp` columns are
    UTC.

    ## References
    - https://wiki.postgresql.org/wiki/Don%27t_Do_This
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = (
        "constitution:column-types",
        "squawk:prefer-timestamp-tz",
        "squawk:prefer-identity",
        "squawk:prefer-text-field",
        "squawk:ban-char-field",
    )

    types: tuple[str, ...] = option(tuple(INSTEAD), "The discouraged types.", choices=tuple(INSTEAD))

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for table in exposed_tables(state):
            for column in table.columns:
                banned = _banned(column, state)
                if banned is None or banned not in self.types or column.inherited:
                    continue
                if state.catalog.knows("columns", table):
                    yield self.finding(
                        f"{table.qualified}.{column.name} has type {LABELS.get(banned, banned)}, {REASONS[banned]}.",
                        _place(table, column, state),
                        help=f"Write {INSTEAD[banned]}.",
                        object=state.catalog.ref(table, column),
                        remedy=_remedy(table, column, banned, state),
                    )


def _remedy(table: Table, column: Column, banned: str, state: State) -> Remedy | None:
    if banned not in CONVERSIONS or (column.type is not None and column.type.is_array) or column.generated:
        return None
    name = quote_identifier(column.name)
    alter = f"ALTER TABLE {quote_name(table.schema, table.name)} ALTER COLUMN {name} TYPE "
    behind = (*renamed_at(table, state), table.column_place(column))
    was = state.catalog.format_type(column.type) or ""
    back = f"{alter}{was}{UNDO_USING.get(banned, '').format(column=name)};" if was else ""
    return Remedy((f"{alter}{CONVERSIONS[banned].format(column=name)};",), behind=behind, undo=back)


def _banned(column: Column, state: State) -> str | None:
    type = column.type
    if type is None or type.schema != "pg_catalog":
        return None
    if type.name in ("int2", "int4", "int8"):
        return "serial" if _is_serial(column, state) else None
    if type.name == "varchar":
        return "varchar" if type.modifiers else None
    # "char" in quotes is another type than char(n): one byte, used in the system catalogs.
    name = {"bpchar": "char", "char": ""}.get(type.name, type.name)
    return None if type.is_array else name


def _is_serial(column: Column, state: State) -> bool:
    """Return whether the column's default comes from a sequence that it owns."""
    if column.default is None or column.identity:
        return False
    for ref in column.default.depends:
        for sequence in [s] if (s := state.catalog.relation(ref.oid)) else []:
            owner = getattr(sequence, "owned_by", None)
            if owner is not None and owner.attnum == column.attnum:
                return True
    return False


def _place(table: Table, column: Column, state: State) -> Place:
    """Return the place of the last change of the column's type, otherwise of its definition."""
    for change in reversed(state.changes_of(table.oid)):
        match change:
            case ColumnTypeChanged(before=before, after=after) if after.attnum == column.attnum:
                if before.type_name != column.type_name:
                    return change.find(column.name)
    return table.column_place(column)
