"""jsonb-query-without-index."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from miglint import Finding, Kind, Node, Rule, Severity, State, View, strings, walk

FIELDS = frozenset({"->>", "#>>"})


class JsonbQueryWithoutIndex(Rule):
    """A view or policy asks a jsonb column in a way that its GIN index does not serve.

    ## Why
    A GIN index on a jsonb column serves `@>`, `?`, `?|`, `?&`, `@?` and `@@`, and nothing else. `data ->> 'kind' = 'x'`
    reads the whole table all the same: ask `data @> '{"kind": "x"}'`, or index the expression `(data ->> 'kind')`.

    Judged are comparisons in the WHERE of views and in policies, on columns that have a GIN index.

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
            for column in _asked(_conditions(view), {n for oid in tables for n in served[oid]}):
                yield self.finding(
                    f"{view.qualified} compares a field of the jsonb column {column}, which its GIN index "
                    "does not serve.",
                    view.place(),
                    help=f"Ask {column} @> '{{\"...\": ...}}', or index the expression.",
                    object=state.catalog.ref(view),
                )
        for policy in catalog.policies:
            table = catalog.table(policy.relation)
            if table is None or policy.origin is None or policy.relation not in served:
                continue
            nodes = [clause.node for clause in (policy.using, policy.with_check) if clause is not None]
            for column in _asked(nodes, served[policy.relation]):
                yield self.finding(
                    f'policy "{policy.name}" compares a field of the jsonb column {column}, which its GIN '
                    "index does not serve.",
                    policy.origin.find(policy.name, after="policy"),
                    help=f"Ask {column} @> '{{\"...\": ...}}', or index the expression.",
                    object=state.catalog.ref(policy),
                )


def _served(state: State) -> dict[int, set[str]]:
    """Table -> its columns with a GIN index, save for those of which an expression is indexed as well."""
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
    """The WHERE clauses of a view's queries."""
    return [fields["whereClause"] for _, fields in walk(view.query.node, ("SelectStmt",)) if "whereClause" in fields]


def _asked(nodes: list[Any], columns: set[str]) -> list[str]:
    """The columns of which a condition compares a field with something."""
    found: list[str] = []
    for _, fields in walk(nodes, ("A_Expr",)):
        if fields.get("kind") == "AEXPR_OP" and strings(fields["name"])[-1] in ("=", "<>", "~~", "~~*"):
            found += [name for side in ("lexpr", "rexpr") if (name := _field_of(fields.get(side))) in columns]
    return list(dict.fromkeys(found))


def _field_of(node: Node | None) -> str:
    """The column of which an expression fetches a field."""
    match node:
        case {"TypeCast": {"arg": inner}}:
            return _field_of(inner)
        case {"A_Expr": {"name": name, "lexpr": {"ColumnRef": {"fields": parts}}}} if strings(name)[-1] in FIELDS:
            return strings(parts)[-1]
    return ""
