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
    "timestamp": "timestamptz, which knows the time zone",
    "timetz": "timestamptz: a time of day has no time zone without a date",
    "serial": "bigint GENERATED ALWAYS AS IDENTITY, which needs no grant on a sequence",
    "json": "jsonb, which can be indexed",
    "varchar": "text, with a CHECK where a length matters: it can be changed without touching the column",
    "char": "text: char(n) pads with spaces",
    "money": "numeric: money rounds and follows the server's locale",
}

CONVERSIONS = {
    "timestamp": "timestamptz USING {column} AT TIME ZONE 'UTC'",
    "json": "jsonb USING {column}::jsonb",
    "varchar": "text",
    "char": "text",
}
"""What ALTER COLUMN ... TYPE says where it is clear; that a time without a zone was UTC is a guess."""
BACK = {"timestamp": " USING {column} AT TIME ZONE 'UTC'", "json": " USING {column}::json"}
"""What the way back says besides the old type."""


class BannedColumnType(Rule):
    """A column is of a type that there is a better one for.

    ## Why
    `timestamp` forgets the time zone, `json` can't be indexed, `serial` needs a grant on a sequence beside the one on
    the table, and the length of `varchar(50)` is wrong sooner or later, when views already depend on the column.

    `types` says which are banned, of: timestamp, timetz, serial, json, varchar (with a length), char, money.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, created_at timestamp);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, created_at timestamptz);
    ```

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

    types: tuple[str, ...] = option(tuple(INSTEAD), "The types that are banned.", choices=tuple(INSTEAD))

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for table in exposed_tables(state):
            for column in table.columns:
                banned = _banned(column, state)
                if banned is None or banned not in self.types or column.inherited:
                    continue
                if state.catalog.knows("columns", table):
                    yield self.finding(
                        f"{table.qualified}.{column.name} is {_article(banned)}.",
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
    back = f"{alter}{was}{BACK.get(banned, '').format(column=name)};" if was else ""
    return Remedy((f"{alter}{CONVERSIONS[banned].format(column=name)};",), behind=behind, undo=back)


def _banned(column: Column, state: State) -> str | None:
    type = column.type
    if type is None or type.schema != "pg_catalog":
        return None
    if type.name in ("int2", "int4", "int8"):
        return "serial" if _is_serial(column, state) else None
    if type.name == "varchar":
        return "varchar" if type.modifiers else None
    # format_type's "char", in quotes, is a type of its own: one byte, as in the catalogs.
    name = {"bpchar": "char", "char": ""}.get(type.name, type.name)
    return None if type.is_array else name


def _is_serial(column: Column, state: State) -> bool:
    """Whether its default comes from a sequence that belongs to it."""
    if column.default is None or column.identity:
        return False
    for ref in column.default.depends:
        for sequence in [s] if (s := state.catalog.relation(ref.oid)) else []:
            owner = getattr(sequence, "owned_by", None)
            if owner is not None and owner.attnum == column.attnum:
                return True
    return False


def _article(name: str) -> str:
    return {"serial": "a serial", "varchar": "a varchar with a length"}.get(name, f"of type {name}")


def _place(table: Table, column: Column, state: State) -> Place:
    """Return the last change of its type, else its definition."""
    for change in reversed(state.changes_of(table.oid)):
        match change:
            case ColumnTypeChanged(before=before, after=after) if after.attnum == column.attnum:
                if before.type_name != column.type_name:
                    return change.find(column.name)
    return table.column_place(column)
