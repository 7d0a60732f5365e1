"""The relations that a query reads and the columns it returns: WITH, FROM, SELECT, set operations, data changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..catalog import Catalog, Column, DataType, Table
from ..syntax.source import Node
from ..syntax.tree import clip, range_name, strings, unwrap
from .analysis import Analysis, Comparison, MixedTypes, OperatorUse, StoredValue, WrongQuery
from .expression_types import read, read_condition, type_of
from .from_items import add_item
from .function_types import sized_array
from .grouping import bare_name, grouped, refuse_ungrouped, refuse_unsorted
from .locking import refuse_locked
from .operator_types import BOOL, TEXT
from .output_names import column_name
from .placement import wrong_count
from .scope import UNKNOWN, Columns, Output, Scope, Source, decided, relation_source, renamed, row_columns

_ORDERING = frozenset(("sortClause", "distinctClause", "groupClause"))
_OWN_CLAUSES = ("windowClause", "limitOffset", "limitCount")
_CONDITIONS = (("whereClause", "WHERE"), ("havingClause", "HAVING"))


def output_columns(query: Node, catalog: Catalog, path: tuple[str, ...]) -> tuple[Columns, bool]:
    """Return the columns of a query and whether those are all; a * over a relation with unknown columns adds none."""
    return QueryAnalysis(catalog, path).query(query)


class QueryAnalysis(Analysis):
    """An analysis that walks queries and data-changing statements."""

    __slots__ = ()

    def query(self, node: Node, parent: Scope | None = None) -> tuple[Columns, bool]:
        """Return the columns of a query and whether those are all."""
        kind, fields = unwrap(node)
        return self.select(fields, parent) if kind == "SelectStmt" else self.change(fields, parent)

    def select(self, fields: Node, parent: Scope | None, arm: bool = False) -> tuple[Columns, bool]:
        """Return the columns of a SELECT; in an arm of a UNION bare string constants stay open."""
        scope = Scope(parent)
        place, self.place = self.place, ""
        if "withClause" in fields:
            self.common_tables(fields["withClause"], scope)
        if fields.get("op", "SETOP_NONE") != "SETOP_NONE":
            columns, known = self.combined(fields, scope)
        elif "valuesLists" in fields:
            columns, known = self.values(fields["valuesLists"], scope), True
        else:
            for item in fields.get("fromClause") or ():
                scope.items.append(add_item(item, scope, self))
            scope.complete = True
            if "windowClause" in fields:
                scope.windows = frozenset(w["WindowDef"]["name"] for w in fields["windowClause"])
            columns, known = self.targets(fields.get("targetList") or [], scope)
            for clause in _OWN_CLAUSES:
                if clause in fields:
                    read(fields[clause], scope, self)
            for clause, what in _CONDITIONS:
                if clause in fields:
                    read_condition(fields[clause], scope, what, self)
            self.ordering(fields, scope, columns)
            if scope.aggregated or "groupClause" in fields or "havingClause" in fields:
                refuse_ungrouped(fields, scope, self)
            if "distinctClause" in fields:
                refuse_unsorted(fields, scope, self)
        if "lockingClause" in fields:
            refuse_locked(fields, scope, self)
        self.place = place
        if not arm:
            columns = [c if (t := c.type) is None or t.name != "unknown" else decided(c) for c in columns]
        return columns, known

    def ordering(self, fields: Node, scope: Scope, columns: Columns) -> None:
        """ORDER BY and DISTINCT ON, where a bare name is an output column first; GROUP BY, where it is that last."""
        if _ORDERING.isdisjoint(fields):
            return
        names = {c.name: c.type for c in columns}
        for sort in fields.get("sortClause") or ():
            node = sort["SortBy"]["node"]
            if "useOp" not in sort["SortBy"]:
                self.compared.append(Comparison(self.sorted(node, scope, columns, names), "ordering", node))
        # A plain DISTINCT is a list of one node that is empty.
        for node in fields.get("distinctClause") or ():
            if node:
                self.compared.append(Comparison(self.sorted(node, scope, columns, names), "equality", node))
            else:
                self.compared += [Comparison(column.type, "equality", {}) for column in columns]
        for node in grouped(fields.get("groupClause") or ()):
            name = bare_name(node)
            known = names if name and not any(source.column(name) for source in scope.sources) else {}
            self.place = "GROUP BY"
            self.compared.append(Comparison(self.sorted(node, scope, columns, known), "equality", node))
            self.place = ""

    def sorted(self, node: Node, scope: Scope, columns: Columns, names: dict[str, DataType | None]) -> DataType | None:
        """Return the type of an item of ORDER BY and its like; `names` are the output columns that it may mean."""
        name = bare_name(node)
        if name in names:
            return names[name]
        if "A_Const" in node:
            place = node["A_Const"].get("ival", {}).get("ival", 0)
            return columns[place - 1].type if 0 < place <= len(columns) else None
        return type_of(node, scope, self)

    def sub_link(self, fields: Node, scope: Scope) -> DataType | None:
        """Return the type of a sub-select in an expression."""
        tested = type_of(fields["testexpr"], scope, self) if "testexpr" in fields else None
        columns, known = self.query(fields["subselect"], scope)
        kind = fields.get("subLinkType")
        if known and (message := wrong_count(kind, fields.get("testexpr"), len(columns))):
            self.wrongs.append(WrongQuery("42601", message, fields.get("location")))
        if tested is not None and len(columns) == 1:
            operator = strings(fields["operName"])[-1] if "operName" in fields else "="
            self.operations.append(OperatorUse(fields, operator, tested, columns[0].type))
        if kind == "EXPR_SUBLINK":
            return columns[0].type if columns else None
        if kind == "ARRAY_SUBLINK":
            return sized_array(decided(columns[0]).type or TEXT) if columns and columns[0].type else None
        return BOOL

    def combined(self, fields: Node, scope: Scope) -> tuple[Columns, bool]:
        """Return the columns of UNION, INTERSECT and EXCEPT."""
        left, left_known = self.select(fields["larg"], scope, arm=True)
        right, right_known = self.select(fields["rarg"], scope, arm=True)
        if not (left_known and right_known):
            return [c._replace(type=None) for c in left], left_known
        what = fields["op"].removeprefix("SETOP_")
        if len(left) != len(right):
            self.mixtures.append(MixedTypes(what, fields, []))
        pairs = zip(left, right, strict=False)
        columns = [Output(a.name, self.common([a.type, b.type], what, fields)) for a, b in pairs]
        if not fields.get("all"):
            self.compared += [Comparison(column.type, "equality", {}) for column in columns]
        return columns, True

    def values(self, rows: list[Node], scope: Scope) -> Columns:
        """Return the columns of VALUES: column1, column2 ..."""
        types = [[type_of(n, scope, self) for n in row["List"]["items"]] for row in rows]
        columns = [list(column) for column in zip(*types, strict=False)]
        return [Output(f"column{i}", self.common(column, "VALUES", rows[0])) for i, column in enumerate(columns, 1)]

    def targets(self, nodes: list[Node], scope: Scope) -> tuple[Columns, bool]:
        """Return the columns of a target list, * expanded."""
        columns: Columns = []
        known = True
        for node in nodes:
            target = node["ResTarget"]
            value = target["val"]
            kind, inner = unwrap(value)
            if kind == "ColumnRef" and "A_Star" in inner["fields"][-1]:
                found = self.star(strings(inner["fields"])[:-1], scope)
            elif kind == "A_Indirection" and "A_Star" in inner["indirection"][-1]:
                row, path = inner["arg"], inner["indirection"][:-1]
                whole = {"A_Indirection": {"arg": row, "indirection": path}} if path else row
                found = row_columns(type_of(whole, scope, self), self.catalog)
            else:
                columns.append(Output(target.get("name") or column_name(value), type_of(value, scope, self)))
                continue
            if found is None:
                known = False
            else:
                self.refs.update([c.ref for c in found if c.ref is not None])
                columns += [Output(c.name, c.type) for c in found]
        return columns, known

    def star(self, qualifier: list[str], scope: Scope) -> Columns | None:
        """Return the columns of * or of alias.*; None if they aren't all known."""
        if qualifier:
            source = scope.source(qualifier[-1], qualifier[-2] if len(qualifier) > 1 else None)
            return list(source.columns) if source is not None and source.known and source.is_listed else None
        if not all(item.known for item in scope.items):
            return None
        return [column for item in scope.items for column in item.columns]

    def common_tables(self, clause: Node, scope: Scope) -> None:
        """WITH: each query sees those before it; with RECURSIVE all of them, itself too (parser/parse_cte.c)."""
        if clause.get("recursive"):
            for node in clause["ctes"]:
                name = node["CommonTableExpr"]["ctename"]
                scope.ctes[name] = Source(name, (), False)
        for node in clause["ctes"]:
            cte = node["CommonTableExpr"]
            name, query = cte["ctename"], cte["ctequery"]
            select = query.get("SelectStmt", {})
            if clause.get("recursive") and "larg" in select and "withClause" not in select:
                columns, known = self.select(select["larg"], scope)
                scope.ctes[name] = _common_table(cte, columns, known)
                self.select(select["rarg"], scope, arm=True)
            else:
                columns, known = self.query(query, scope)
                scope.ctes[name] = _common_table(cte, columns, known)

    # ---- INSERT, UPDATE, DELETE, MERGE: bodies of functions and data-changing WITH

    def change(self, fields: Node, parent: Scope | None) -> tuple[Columns, bool]:
        """Return the columns of RETURNING."""
        scope = Scope(parent)
        if "withClause" in fields:
            self.common_tables(fields["withClause"], scope)
        done = {"withClause", "returningClause", "selectStmt", "cols", "onConflictClause"}
        for clause in ("relation", "fromClause", "usingClause", "sourceRelation"):
            value = fields.get(clause)
            done.add(clause)
            for item in value if type(value) is list else [value] if value else ():
                wrapped = {"RangeVar": item} if "relname" in item else item
                scope.items.append(add_item(wrapped, scope, self))
        scope.complete = "mergeWhenClauses" not in fields
        if "onConflictClause" in fields:
            self.on_conflict(fields, scope)
        if "selectStmt" in fields:
            around = Scope(parent)
            around.ctes = scope.ctes
            into, self.into = self.into, ()
            _, select = unwrap(fields["selectStmt"])
            outputs, known = self.select(select, around, arm=True)
            if known and "valuesLists" not in select:
                self.supplied = len(outputs)
                self.insert(into, outputs, select.get("targetList") or [])
        for column in fields.get("cols") or ():
            if "indirection" in column["ResTarget"]:
                read(column, scope, self)
        if "whereClause" in fields:
            read_condition(fields["whereClause"], scope, "WHERE", self)
            done.add("whereClause")
        if "targetList" in fields:
            self.assignments(fields, scope)
            done.add("targetList")
        for clause, value in fields.items():
            if clause not in done:
                read(value, scope, self)
        returning = fields.get("returningClause") or {}
        if returning and "relation" in fields and self.returns_old and self.row is None and "new" not in self.variables:
            scope.qualifiers += _old_and_new(scope.items[0].sources[0], returning)
        return self.targets(returning.get("exprs") or [], scope)

    def insert(self, into: Sequence[Column], outputs: Columns, targets: list[Node]) -> None:
        """Note what each column gets from an INSERT's query, whose string constants are read as the column's type."""
        nodes = [target["ResTarget"]["val"] for target in targets]
        if len(nodes) != len(outputs):
            nodes = [{}] * len(outputs)
        for column, output, node in zip(into, outputs, nodes, strict=False):
            if output.type != UNKNOWN or "A_Const" in node:
                self.assigned.append(StoredValue(column, "", output.type, node))

    def assignments(self, fields: Node, scope: Scope) -> None:
        """SET of an UPDATE: what each column gets."""
        target = self.relation(range_name(fields["relation"]))
        for wrapped in fields["targetList"]:
            item = wrapped["ResTarget"]
            if "indirection" in item or "MultiAssignRef" in item.get("val", {}):
                read(item, scope, self)
                continue
            type = type_of(item["val"], scope, self)
            column = target.column(clip(item["name"])) if isinstance(target, Table) else None
            if column is not None and type != UNKNOWN:
                self.assigned.append(StoredValue(column, "", type, item["val"]))

    def on_conflict(self, fields: Node, scope: Scope) -> None:
        """ON CONFLICT: only DO UPDATE sees EXCLUDED."""
        clause = fields["onConflictClause"]
        read(clause.get("infer"), scope, self)
        inside = Scope(scope.parent)
        inside.ctes, inside.items, inside.complete = scope.ctes, scope.items, True
        inside.sources = list(scope.sources)
        if (target := self.relation(range_name(fields["relation"]))) is not None:
            inside.sources.append(relation_source(target, "excluded"))
        read(clause.get("targetList"), inside, self)
        if "whereClause" in clause:
            read_condition(clause["whereClause"], inside, "WHERE", self)


def _old_and_new(target: Source, returning: Node) -> Iterator[Source]:
    """Return OLD and NEW in RETURNING, or what WITH (OLD AS o) calls them (PostgreSQL 18)."""
    names = {"RETURNING_OPTION_OLD": "old", "RETURNING_OPTION_NEW": "new"}
    for option in returning.get("options") or ():
        fields = option["ReturningOption"]
        names[fields.get("option", "RETURNING_OPTION_OLD")] = fields["value"]
    for name in names.values():
        yield Source(name, None if target.relation is not None else (), target.known, relation=target.relation)


def _common_table(cte: Node, columns: Columns, known: bool) -> Source:
    names = strings(cte.get("aliascolnames"))
    if "search_clause" in cte or "cycle_clause" in cte:
        known = False
    return Source(cte["ctename"], renamed(columns, names), known)
