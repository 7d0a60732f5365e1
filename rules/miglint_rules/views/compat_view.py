"""compat-view."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Node, Renamed, Rule, Severity, State, Table, View, strings

_CLAUSES = frozenset(
    {"whereClause", "groupClause", "havingClause", "distinctClause", "limitCount", "limitOffset", "withClause", "op"}
)


class CompatView(Rule):
    """A view does nothing but keep an old name of a table alive.

    ## Why
    After a rename, a view under the old name spares everybody the search for what still uses it. It is never taken
    away again: there are two names for one thing, and whoever adds a column or a policy must think of both. A team that
    can change all its callers at once changes them.

    Meant is a view that shows columns of one table as they are, and whose name the table had once, or has but for
    capitals and underscores.

    ## Bad
    ```sql
    CREATE TABLE deals (id bigint PRIMARY KEY, name text);
    ALTER TABLE deals RENAME TO opportunities;
    CREATE VIEW deals AS SELECT * FROM opportunities;
    ```

    ## Good
    ```sql
    CREATE TABLE deals (id bigint PRIMARY KEY, name text);
    ALTER TABLE deals RENAME TO opportunities;
    ```

    ## References
    - https://www.postgresql.org/docs/current/sql-altertable.html
    """

    kind = Kind.DEBT
    severity = Severity.NOTE
    sources = ("constitution:compat-view",)

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for view in state.catalog.views():
            if view.schema not in state.target.exposed_schemas or view.extension or view.kind != "view":
                continue
            table = _shown(view, state)
            if table is not None and _is_old_name(view, table, state) and (place := view.place()):
                yield self.finding(
                    f"view {view.qualified} only keeps another name of table {table.qualified} alive.",
                    place,
                    help=f"Let its readers ask for {table.name}, and drop the view.",
                    object=state.catalog.ref(view),
                )


def _shown(view: View, state: State) -> Table | None:
    """The one table whose columns a view shows as they are, every row of it."""
    select: Node = view.query.node.get("SelectStmt", view.query.node)
    if any(select.get(clause) not in (None, "SETOP_NONE") for clause in _CLAUSES):
        return None
    match select.get("fromClause"):
        case [{"RangeVar": {"relname": name}}]:
            pass
        case _:
            return None
    for target in select.get("targetList") or ():
        match target:
            case {"ResTarget": {"val": {"ColumnRef": {"fields": fields}}, **rest}}:
                if rest.get("name", strings(fields)[-1]) != strings(fields)[-1]:
                    return None
            case _:
                return None
    read = (state.catalog.relations.get(ref.oid) for ref in view.depends)
    return next((table for table in read if isinstance(table, Table) and table.name == name), None)


def _is_old_name(view: View, table: Table, state: State) -> bool:
    """Whether the table was called as the view is, or is so but for capitals and underscores."""
    if view.name != table.name and _plain(view.name) == _plain(table.name):
        return True
    return any(
        isinstance(change, Renamed) and change.what == "table" and change.before.rpartition(".")[2] == view.name
        for change in state.changes_of(table.oid)
    )


def _plain(name: str) -> str:
    return name.replace("_", "").lower()
