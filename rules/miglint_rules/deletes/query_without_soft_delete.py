"""query-without-soft-delete."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    Finding,
    Kind,
    Node,
    Rule,
    Severity,
    State,
    Table,
    body_statements,
    option,
    own_routines,
    range_name,
    strings,
    walk,
)

from ._soft import COLUMN, soft_tables


class QueryWithoutSoftDelete(Rule):
    """Function returns soft-deleted rows.

    ## Why
    Rows that are marked as deleted are still in the table. A query without `deleted_at IS NULL` returns and counts
    them.

    Checked are SELECTs in functions that return rows or numbers from a table with `deleted_at` and never mention the
    column. A lookup by a unique column is skipped, and so are trigger functions, which see one row.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text, deleted_at timestamptz);
    CREATE FUNCTION names() RETURNS SETOF text LANGUAGE sql AS 'SELECT name FROM contacts';
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text, deleted_at timestamptz);
    CREATE FUNCTION names() RETURNS SETOF text LANGUAGE sql AS 'SELECT name FROM contacts WHERE deleted_at IS NULL';
    ```

    ## Limits
    Only SELECTs from a single table are checked, not joins.

    ## References
    - https://www.postgresql.org/docs/current/sql-select.html
    """

    kind = Kind.DEBT
    severity = Severity.NOTE
    sources = ("constitution:query-soft-delete-filter",)

    column: str = option(COLUMN, "The column that marks a row as deleted.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        tables = soft_tables(state, self.column)
        if not tables:
            return
        names = {name for _, name in tables}
        words = [name.lower() for name in names]
        for routine in own_routines(state):
            text = (routine.body or "").lower()
            if self.column in text or not any(name in text for name in names):
                continue
            if routine.returns is not None and routine.returns.name == "trigger":
                continue
            found = {
                table.qualified: None
                for node in body_statements(routine, words)
                for table in _listed(node, tables, state)
            }
            if found:
                yield self.finding(
                    f"{state.catalog.signature(routine)} returns deleted rows of {', '.join(found)} too.",
                    routine.place(),
                    help=f"Add {self.column} IS NULL to the WHERE clause.",
                    object=state.catalog.ref(routine),
                )


def _listed(node: Node, tables: dict[tuple[str, str], Table], state: State) -> Iterator[Table]:
    """Yield the tables that a SELECT without joins reads, other than by a unique column."""
    for _, fields in walk(node, ("SelectStmt",)):
        if len(sources := fields.get("fromClause", [])) != 1:
            continue
        match sources[0]:
            case {"RangeVar": source}:
                schema, name = range_name(source)
                schemas = [schema] if schema else list(state.target.exposed_schemas)
                table = next((tables[each, name] for each in schemas if (each, name) in tables), None)
                if table is not None and not _by_key(fields.get("whereClause"), table, state):
                    yield table


def _by_key(where: Node | None, table: Table, state: State) -> bool:
    """Return whether a WHERE clause compares a unique column with something."""
    unique = {
        name
        for index in state.catalog.indexes(table.oid)
        if index.unique and len(index.keys) == 1
        for name in table.names((index.keys[0].attnum,))
    }
    for _, fields in walk(where or {}, ("A_Expr",)):
        if fields.get("kind") in ("AEXPR_OP", "AEXPR_OP_ANY", "AEXPR_IN"):
            for side in (fields.get("lexpr"), fields.get("rexpr")):
                match side:
                    case {"ColumnRef": {"fields": parts}} if strings(parts)[-1] in unique:
                        return True
    return False
