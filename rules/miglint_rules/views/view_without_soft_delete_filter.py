"""view-without-soft-delete-filter."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from miglint import Finding, Kind, Node, Rule, Severity, State, Table, View, joined, option, strings

from ._reads import Reading, unfiltered


class ViewWithoutSoftDeleteFilter(Rule):
    """View shows soft-deleted rows of a table.

    ## Why
    If rows are deleted by setting `deleted_at`, every query must leave them out. Many pages read a view and rely on
    it to do so. Each table with the column needs the filter: in WHERE, or in ON of an outer join, because there a
    condition in WHERE would also drop the rows of the other table.

    Any test of the column counts, also in an aggregate's FILTER, in CASE, or around a sub-select. A view that is meant
    to show deleted rows has a name in `exempt`, or selects the column under another name
    (`deals.deleted_at AS deal_deleted_at`).

    ## Bad
    ```sql
    CREATE TABLE organizations (id bigint PRIMARY KEY, name text, deleted_at timestamptz);
    CREATE TABLE contacts (id bigint PRIMARY KEY, organization_id bigint, deleted_at timestamptz);
    CREATE VIEW contacts_summary AS
    SELECT c.id, o.name FROM contacts c LEFT JOIN organizations o ON o.id = c.organization_id
    WHERE c.deleted_at IS NULL;
    ```

    ## Good
    ```sql
    CREATE TABLE organizations (id bigint PRIMARY KEY, name text, deleted_at timestamptz);
    CREATE TABLE contacts (id bigint PRIMARY KEY, organization_id bigint, deleted_at timestamptz);
    CREATE VIEW contacts_summary AS
    SELECT c.id, o.name FROM contacts c
    LEFT JOIN organizations o ON o.id = c.organization_id AND o.deleted_at IS NULL
    WHERE c.deleted_at IS NULL;
    ```

    ## References
    - https://www.postgresql.org/docs/current/queries-table-expressions.html
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:view-soft-delete-filter",)

    column: str = option("deleted_at", "The column that marks a deleted row.")
    exempt: tuple[str, ...] = option(
        ("*_with_deleted",), "Globs of the views that show deleted rows on purpose, by name or schema.name."
    )

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for view in state.catalog.views():
            if view.schema not in state.target.exposed_schemas or view.extension or view.persistence == "t":
                continue
            if any(fnmatchcase(name, glob) for glob in self.exempt for name in (view.name, view.qualified)):
                continue
            tables = self._soft_tables(view, state)
            shown = list(unfiltered(view.query.node, self.column, frozenset(tables))) if tables else []
            if shown:
                renamed = _renamed_marks(view.query.node, self.column)
                shown = [(alias, table) for alias, table in shown if alias not in renamed]
            if shown:
                yield self._finding(view, shown, tables, state)

    def _soft_tables(self, view: View, state: State) -> dict[str, Table]:
        """Return the tables that the view reads and that have the column, by name."""
        read = (state.catalog.relations.get(ref.oid) for ref in view.depends)
        return {table.name: table for table in read if isinstance(table, Table) and table.column(self.column)}

    def _finding(self, view: View, shown: list[Reading], tables: dict[str, Table], state: State) -> Finding:
        _, first = shown[0]
        statement = view.query.statement
        place = statement.place(first.get("location")) if statement else view.place()
        names = list(dict.fromkeys(table["relname"] for _, table in shown))
        marks = [tables[name].column_place(column) for name in names if (column := tables[name].column(self.column))]
        which = joined(tables[name].qualified for name in names)
        tests = joined(dict.fromkeys(f"{alias}.{self.column} IS NULL" for alias, _ in shown))
        return self.finding(
            f"{view.kind} {view.qualified} shows soft-deleted rows of {which}: it doesn't test {self.column}.",
            place,
            help=f"Add {tests} to WHERE, or to ON for an outer join.",
            object=state.catalog.ref(view),
            causes=[place, *marks],
        )


def _renamed_marks(query: Node, column: str) -> set[str]:
    """Return the aliases whose column is selected under another name: deals.deleted_at AS deal_deleted_at."""
    found = set()
    for each in query.get("SelectStmt", {}).get("targetList", ()):
        match each["ResTarget"]:
            case {"name": str(name), "val": {"ColumnRef": {"fields": parts}}} if name != column:
                *qualifier, last = strings(parts)
                if qualifier and last == column:
                    found.add(qualifier[-1])
    return found
