"""missing-summary-column."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from miglint import Finding, Kind, Place, Rule, Severity, State, Table, View, joined, option


class MissingSummaryColumn(Rule):
    """Summary view leaves out a column that lists need.

    ## Why
    The client reads `contacts_summary` instead of `contacts`: it sorts by `created_at`, filters by `deleted_at` and
    opens rows by `id`. A view that leaves one of them out works until the first list that needs it.

    The rule requires each of `columns` that the view's table has. The view's table is the one with the view's name
    without its ending. A view without such a table, for example one that counts rows, is skipped.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text, created_at timestamptz, deleted_at timestamptz);
    CREATE VIEW contacts_summary AS SELECT id, name, created_at FROM contacts WHERE deleted_at IS NULL;
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, name text, created_at timestamptz, deleted_at timestamptz);
    CREATE VIEW contacts_summary AS SELECT id, name, created_at, deleted_at FROM contacts WHERE deleted_at IS NULL;
    ```

    ## References
    - https://www.postgresql.org/docs/current/sql-createview.html
    """

    kind = Kind.DEBT
    severity = Severity.NOTE
    sources = ("constitution:summary-view-columns",)

    match: tuple[str, ...] = option(
        ("*_summary",), "Globs of the summary views: `*` and the ending after the table's name."
    )
    columns: tuple[str, ...] = option(
        ("id", "created_at", "updated_at", "deleted_at"), "The columns that a view must have if its table has them."
    )

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for view in state.catalog.views():
            if view.schema not in state.target.exposed_schemas or view.extension or view.persistence == "t":
                continue
            table = self._table(view, state)
            if table is None or not view.columns_known or not state.catalog.knows("columns", view):
                continue
            missing = [name for name in self.columns if table.column(name) and not view.column(name)]
            if missing:
                yield self.finding(
                    f"{view.kind} {view.qualified} leaves out {joined(missing)} of {table.qualified}: "
                    f"queries that use {'it' if len(missing) == 1 else 'them'} fail with 42703 undefined column.",
                    _written_at(view),
                    help=f"Add {joined(missing)} to its SELECT list.",
                    object=state.catalog.ref(view),
                )

    def _table(self, view: View, state: State) -> Table | None:
        """Return the table of a summary view: one that it reads and that has its name without the ending."""
        names = {
            view.name.removesuffix(glob.removeprefix("*"))
            for glob in self.match
            if glob.startswith("*") and fnmatchcase(view.name, glob)
        }
        read = (state.catalog.relations.get(ref.oid) for ref in view.depends)
        return next((table for table in read if isinstance(table, Table) and table.name in names), None)


def _written_at(view: View) -> Place:
    """Return the view's name in the statement with its current query."""
    statement = view.query.statement
    return statement.find(view.name) if statement and view.made_here else view.place()
