"""compat-view."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Node, Renamed, Rule, Severity, State, Table, View, strings

_CLAUSES = frozenset(
    {"whereClause", "groupClause", "havingClause", "distinctClause", "limitCount", "limitOffset", "withClause", "op"}
)


class CompatView(Rule):
    """View only keeps a second name for a table.

    ## Why
    After a rename, a view with the old name saves the work of finding all callers. But it is never removed: one
    table has two names then, and each new column or policy must consider both. A team that can change all callers
    at once should do that.

    The rule reports a view that selects columns of one table unchanged, if the table had the view's name before, or
    if the names differ only in capitals and underscores.

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
                    f"view {view.qualified} only keeps a second name for table {table.qualified}: "
                    "later changes of the table must consider both names.",
                    place,
                    help=f"Change its callers to use {table.name}, then drop the view.",
                    object=state.catalog.ref(view),
                )


def _shown(view: View, state: State) -> Table | None:
    """Return the one table whose columns and rows a view shows unchanged; None for other views."""
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
    """Return whether the table had the view's name, or has it apart from capitals and underscores."""
    if view.name != table.name and _plain(view.name) == _plain(table.name):
        return True
    return any(
        isinstance(change, Renamed) and change.what == "table" and change.before.rpartition(".")[2] == view.name
        for change in state.changes_of(table.oid)
    )


def _plain(name: str) -> str:
    return name.replace("_", "").lower()
