"""jsonb-list-without-default."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from miglint import (
    Column,
    Finding,
    Kind,
    Remedy,
    Rule,
    Severity,
    State,
    Table,
    constant_or,
    exposed_tables,
    option,
    quote_identifier,
    quote_name,
    renamed_at,
)


class JsonbListWithoutDefault(Rule):
    """Jsonb list column doesn't default to an empty list.

    ## Why
    `email @> '[...]'` and `jsonb_array_elements(email)` return no rows for NULL and fail on values that aren't lists,
    so every query has to handle both. With `DEFAULT '[]'::jsonb` there is one empty value. A CHECK constraint on
    `jsonb_typeof(...)` counts too.

    `columns` names the lists, because a type alone doesn't show whether a column holds one.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, email jsonb);
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, email jsonb DEFAULT '[]'::jsonb);
    ```

    ## Fix safety
    Unsafe: new rows get a value where they had NULL, which queries with `IS NULL` can notice. Existing rows stay as
    they are.

    ## References
    - https://www.postgresql.org/docs/current/datatype-json.html
    """

    kind = Kind.DEBT
    severity = Severity.NOTE
    sources = ("constitution:jsonb-default-array",)

    columns: tuple[str, ...] = option(
        ("email", "emails", "phone", "phones"),
        "Globs of the columns that hold lists, as column or table.column.",
    )

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for table in exposed_tables(state):
            for column in table.columns:
                if (
                    column.type_name != "jsonb"
                    or not self._is_list(table, column)
                    or _defaults_to_list(table, column, state)
                ):
                    continue
                if state.catalog.knows("columns", table):
                    on, name = quote_name(table.schema, table.name), quote_identifier(column.name)
                    alter = f"ALTER TABLE {on} ALTER COLUMN {name} SET DEFAULT '[]'::jsonb;"
                    yield self.finding(
                        f"{table.qualified}.{column.name} holds a list but doesn't default to '[]': list functions "
                        "return nothing or fail for rows that omit it.",
                        table.column_place(column),
                        help=alter,
                        remedy=Remedy((alter,), safe=False, behind=renamed_at(table, state)),
                        object=state.catalog.ref(table, column),
                    )

    def _is_list(self, table: Table, column: Column) -> bool:
        return any(
            fnmatchcase(name, glob) for glob in self.columns for name in (column.name, f"{table.name}.{column.name}")
        )


def _defaults_to_list(table: Table, column: Column, state: State) -> bool:
    if column.default is not None:
        text = constant_or(column.default.node, "[")
        return isinstance(text, str) and text.lstrip().startswith("[")
    return any(c.kind == "check" and column.attnum in c.columns for c in state.catalog.constraints_of(table.oid))
