"""jsonb-query-without-index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from miglint import Finding, Kind, Node, Rule, Severity, State, View, strings, walk

FIELDS = frozenset({"->>", "#>>"})


class JsonbQueryWithoutIndex(Rule):
    """Query on a jsonb column can't use its GIN index.

    ## Why
    A GIN index on a jsonb column serves `@>`, `?`, `?|`, `?&`, `@?` and `@@`, and no other operator. `data ->> 'kind' =
    'x'` still reads the whole table: write `data @> '{"kind": "x"}'`, or create an index on the expression `(data ->>
    'kind')`.

    Checked are comparisons in policies and in the WHERE of views, on columns that have a GIN index.

    ## Bad
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, data jsonb);
    CREATE INDEX idx_contacts_data_gin ON contacts USING gin (data);
    CREATE VIEW leads AS SELECT id FROM contacts WHERE data ->> 'kind' = 'lead';
    ```

    ## Good
    ```sql
    CREATE TABLE contacts (id bigint PRIMARY KEY, data jsonb);
    CREATE INDEX idx_contacts_data_gin ON contacts USING gin (data);
    CREATE VIEW leads AS SELECT id FROM contacts WHERE data @> '{"kind": "lead"}';
    ```

    ## References
    - https://www.postgresql.org/docs/current/datatype-json.html#JSON-INDEXING
    """

    kind = Kind.DEBT
    severity = Severity.NOTE
    sources = ("constitution:jsonb-query-without-index",)

    def check_catalog(self, state: State) -> Iterator[Finding]:
        catalog = state.catalog
        served = _served(state)
        if not served:
            return
        for view in catalog.views():
            tables = {ref.oid for ref in view.depends} & served.keys()
            if not tables or view.extension or not view.made_here:
                continue
            for column in _compared(_conditions(view), {n for oid in tables for n in served[oid]}):
                yield self.finding(
                    f"{view.qualified} compares a field of the jsonb column {column}, which can't use the "
                    "GIN index: each query scans the table.",
                    view.place(),
                    help=f"Write {column} @> '{{\"...\": ...}}', or create an index on the expression.",
                    object=state.catalog.ref(view),
                )
        for policy in catalog.policies:
            table = catalog.table(policy.relation)
            if table is None or policy.origin is None or policy.relation not in served:
                continue
            nodes = [clause.node for clause in (policy.using, policy.with_check) if clause is not None]
            for column in _compared(nodes, served[policy.relation]):
                yield self.finding(
                    f'policy "{policy.name}" on {table.qualified} compares a field of the jsonb column {column}, '
                    "which can't use the GIN index: each query scans the table.",
                    policy.origin.find(policy.name, after="policy"),
                    help=f"Write {column} @> '{{\"...\": ...}}', or create an index on the expression.",
                    object=state.catalog.ref(policy),
                )


def _served(state: State) -> dict[int, set[str]]:
    """Return, by table, the columns with a GIN index, without those that an index on an expression reads too."""
    found: dict[int, set[str]] = {}
    for index in state.catalog.indexes():
        table = state.catalog.table(index.table)
        if table is None or not index.keys:
            continue
        column = table.column(index.keys[0].attnum) if index.method == "gin" else None
        if column is not None and column.type_name == "jsonb":
            found.setdefault(table.oid, set()).add(column.name)
    for index in state.catalog.indexes():
        table = state.catalog.table(index.table)
        if table is None or table.oid not in found:
            continue
        for key in index.keys:
            if key.expression is not None:
                read = {ref.attnum for ref in key.expression.depends if ref.oid == table.oid}
                found[table.oid] -= set(table.names(tuple(read)))
    return {oid: names for oid, names in found.items() if names}


def _conditions(view: View) -> list[Any]:
    """Return the WHERE clauses of a view's queries."""
    return [fields["whereClause"] for _, fields in walk(view.query.node, ("SelectStmt",)) if "whereClause" in fields]


def _compared(nodes: list[Any], columns: set[str]) -> list[str]:
    """Return the columns of which a condition compares a field."""
    found: list[str] = []
    for _, fields in walk(nodes, ("A_Expr",)):
        if fields.get("kind") == "AEXPR_OP" and strings(fields["name"])[-1] in ("=", "<>", "~~", "~~*"):
            found += [name for side in ("lexpr", "rexpr") if (name := _field_of(fields.get(side))) in columns]
    return list(dict.fromkeys(found))


def _field_of(node: Node | None) -> str:
    """Return the column from which an expression reads a field, or ""."""
    match node:
        case {"TypeCast": {"arg": inner}}:
            return _field_of(inner)
        case {"A_Expr": {"name": name, "lexpr": {"ColumnRef": {"fields": parts}}}} if strings(name)[-1] in FIELDS:
            return strings(parts)[-1]
    return ""
