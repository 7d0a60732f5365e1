"""missing-summary-column."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from miglint import Finding, Kind, Place, Rule, Severity, State, Table, View, joined, option


class MissingSummaryColumn(Rule):
    """A summary view leaves out a column of its table that every screen relies on.

    ## Why
    The client reads `contacts_summary` in the place of `contacts`: it sorts by `created_at`, filters by `deleted_at`
    and opens by `id`. A view that leaves one of them out works until the first list that sorts by it.

    Asked for are the columns of `columns` that the table has for which the view stands: the one that is called as the
    view is without its ending. A view that stands for no table, such as one that counts, must have none of them.

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

    match: tuple[str, ...] = option(("*_summary",), "Globs of the views that are meant, as table name and ending.")
    columns: tuple[str, ...] = option(
        ("id", "created_at", "updated_at", "deleted_at"), "The columns that a view takes over where its table has them."
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
                    f"{view.kind} {view.qualified} leaves out {joined(missing)} of {table.qualified}.",
                    _written_at(view),
                    help=f"Select {joined(missing)} too.",
                    object=state.catalog.ref(view),
                )

    def _table(self, view: View, state: State) -> Table | None:
        """The table that a view stands for: one that it reads, called as it is but for the glob's ending."""
        names = {
            view.name.removesuffix(glob.removeprefix("*"))
            for glob in self.match
            if glob.startswith("*") and fnmatchcase(view.name, glob)
        }
        read = (state.catalog.relations.get(ref.oid) for ref in view.depends)
        return next((table for table in read if isinstance(table, Table) and table.name in names), None)


def _written_at(view: View) -> Place:
    """Return where the statement that holds the view's query now names it."""
    statement = view.query.statement
    return statement.find(view.name) if statement and view.made_here else view.place()
