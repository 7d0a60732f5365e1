"""What a query reads and gives: WITH, FROM, the columns of SELECT, set operations, and data-changing statements."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from ..catalog import Catalog, DataType, Ref, Relation, Table, View
from ..syntax.source import Node
from ..syntax.tree import Name, clip, constant_or, range_name, strings
from .expression_types import decided, type_of
from .from_items import add_item
from .operator_types import common_type
from .output_names import column_name
from .scope import Output, Scope, Source, relation_source, row_columns
from .type_uses import TypeUses

Columns = list[Output]

_STATEMENTS = frozenset({"SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"})
_TYPED = frozenset(
    """ColumnRef A_Const FuncCall A_Expr BoolExpr NullTest BooleanTest TypeCast SubLink CaseExpr CoalesceExpr MinMaxExpr
    A_ArrayExpr A_Indirection CollateClause SQLValueFunction""".split()  # noqa: SIM905
)
_ORDERING = frozenset(("sortClause", "distinctClause", "groupClause"))
_OWN_CLAUSES = ("windowClause", "limitOffset", "limitCount")
_CONDITIONS = (("whereClause", "WHERE"), ("havingClause", "HAVING"))


class AbsentColumn(NamedTuple):
    """A column that no item of FROM has. `relation` is the table or view that should have it, where a name says which;
    `no_item`: there is not even an item of the name before the dot."""

    parts: tuple[str, ...]
    location: int | None
    relation: Relation | None = None
    no_item: bool = False


class Analysis(TypeUses):
    """One walk over an expression or query: `refs` is what it read, `missing` the relations that aren't there, `absent`
    the columns, and `absent_calls` the functions that no routine of the catalog explains. `doubled` are bare names of
    columns that are `variables` of a body as well."""

    __slots__ = ("absent", "absent_calls", "catalog", "doubled", "missing", "path", "refs", "row", "variables")

    def __init__(self, catalog: Catalog, path: tuple[str, ...], relation: Table | View | None = None) -> None:
        super().__init__()
        self.catalog = catalog
        self.path = path
        self.refs: set[Ref] = set()
        self.missing: list[tuple[Name, int | None]] = []
        self.absent: list[AbsentColumn] = []
        self.absent_calls: list[tuple[Name, Node, list[DataType | None]]] = []
        self.variables: Collection[str] = ()
        self.doubled: list[tuple[str, int | None]] = []
        self.row: Source | None = relation_source(relation) if relation is not None else None

    # ---- what is read

    def absent_column(
        self, parts: list[str], location: int | None, relation: Relation | None = None, no_item: bool = False
    ) -> None:
        """Note a column that is not there."""
        self.absent.append(AbsentColumn(tuple(parts), location, relation, no_item))

    def use(self, columns: Columns) -> DataType | None:
        """Note that columns are read; gives the type of the first."""
        for column in columns:
            if column.ref is not None:
                self.refs.add(column.ref)
        return columns[0].type

    def relation_constant(self, node: Node) -> None:
        """Note the sequence in nextval('name') or the relation in 'name'::regclass."""
        text = None if _is_text(node) else constant_or(node)
        if isinstance(text, str) and text:
            from ..syntax.tokens import tokens, unquote

            words = [unquote(text[t.start : t.end]) for t in tokens(text) if t.kind == "name"]
            if words and (found := self.relation(Name(words[-2] if len(words) > 1 else None, words[-1]))):
                self.refs.add(Ref(found.oid))

    def relation(self, name: Name) -> Relation | None:
        """The relation of a name, by its schema or along the search path."""
        wanted = clip(name.name)
        for schema in (name.schema,) if name.schema else ("pg_temp", *self.path):
            if found := self.catalog.named(schema, wanted):
                return found
        return None

    def read(self, node: Any, scope: Scope) -> None:
        """Note what any part of a tree reads."""
        if node.__class__ is dict:
            if len(node) == 1:
                (kind,) = node
                if kind in _TYPED:
                    type_of(node, scope, self)
                    return
                if kind in _STATEMENTS:
                    self.query(node, scope)
                    return
            node = node.values()
        elif node.__class__ is not list:
            return
        for part in node:
            if part.__class__ is dict or part.__class__ is list:
                self.read(part, scope)

    def typed(self, node: Node, scope: Scope) -> DataType | None:
        """The type of an expression, noting what it reads."""
        return type_of(node, scope, self)

    def condition(self, node: Node, scope: Scope, what: str) -> None:
        """Note what a condition reads, and its type where that is not boolean."""
        type = type_of(node, scope, self)
        if type is not None and type.name != "bool" and type.name != "unknown":
            self.conditions.append((what, node, type))

    # ---- queries

    def query(self, node: Node, parent: Scope | None = None) -> tuple[Columns, bool]:
        """The columns of a query and whether those are all."""
        kind, fields = next(iter(node.items()))
        return self.select(fields, parent) if kind == "SelectStmt" else self.change(fields, parent)

    def select(self, fields: Node, parent: Scope | None, arm: bool = False) -> tuple[Columns, bool]:
        """The columns of a SELECT; in an arm of a UNION bare string constants stay open."""
        scope = Scope(parent)
        if "withClause" in fields:
            self.common_tables(fields["withClause"], scope)
        if fields.get("op", "SETOP_NONE") != "SETOP_NONE":
            columns, known = self.combined(fields, scope)
        elif "valuesLists" in fields:
            columns, known = self.values(fields["valuesLists"], scope), True
        else:
            for item in fields.get("fromClause") or ():
                scope.items.append(add_item(item, scope, self))
            columns, known = self.targets(fields.get("targetList") or [], scope)
            for clause in _OWN_CLAUSES:
                if clause in fields:
                    self.read(fields[clause], scope)
            for clause, what in _CONDITIONS:
                if clause in fields:
                    self.condition(fields[clause], scope, what)
            self.ordering(fields, scope, columns)
        if not arm:
            columns = [c if (t := c.type) is None or t.name != "unknown" else decided(c) for c in columns]
        return columns, known

    def ordering(self, fields: Node, scope: Scope, columns: Columns) -> None:
        """ORDER BY and DISTINCT ON, where a bare name is an output column first; GROUP BY, where it is that last."""
        if _ORDERING.isdisjoint(fields):
            return
        names = {c.name for c in columns}
        sorts = [sort["SortBy"]["node"] for sort in fields.get("sortClause") or ()]
        # A plain DISTINCT is a list of one node that is empty.
        for node in (*sorts, *filter(None, fields.get("distinctClause") or ())):
            if _bare_name(node) not in names:
                self.read(node, scope)
        for node in fields.get("groupClause") or ():
            name = _bare_name(node)
            if name not in names or any(source.column(name or "") for source in scope.sources):
                self.read(node, scope)

    def combined(self, fields: Node, scope: Scope) -> tuple[Columns, bool]:
        """UNION, INTERSECT and EXCEPT."""
        left, left_known = self.select(fields["larg"], scope, arm=True)
        right, right_known = self.select(fields["rarg"], scope, arm=True)
        if not (left_known and right_known):
            return [c._replace(type=None) for c in left], left_known
        what = fields["op"].removeprefix("SETOP_")
        if len(left) != len(right):
            self.mixtures.append((what, fields, []))
        pairs = zip(left, right, strict=False)
        return [Output(a.name, self.common([a.type, b.type], what, fields)) for a, b in pairs], True

    def common(self, types: list[DataType | None], what: str, node: Node) -> DataType | None:
        """The type of a column of a set operation or of VALUES."""
        found = common_type(types)
        if found is None and None not in types:
            self.mixtures.append((what, node, types))
        return found

    def values(self, rows: list[Node], scope: Scope) -> Columns:
        """VALUES: its columns are column1, column2 ..."""
        types = [[type_of(n, scope, self) for n in row["List"]["items"]] for row in rows]
        columns = [list(column) for column in zip(*types, strict=False)]
        return [Output(f"column{i}", self.common(column, "VALUES", rows[0])) for i, column in enumerate(columns, 1)]

    def targets(self, nodes: list[Node], scope: Scope) -> tuple[Columns, bool]:
        """The columns of a target list, * expanded."""
        columns: Columns = []
        known = True
        for node in nodes:
            target = node["ResTarget"]
            value = target["val"]
            ((kind, inner),) = value.items()
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
                self.use_all(found)
                columns += [Output(c.name, c.type) for c in found]
        return columns, known

    def use_all(self, columns: Columns) -> None:
        self.refs.update([c.ref for c in columns if c.ref is not None])

    def star(self, qualifier: list[str], scope: Scope) -> Columns | None:
        """The columns of * or of alias.*; None where they aren't all known."""
        if qualifier:
            source = scope.source(qualifier[-1], qualifier[-2] if len(qualifier) > 1 else None)
            return list(source.columns) if source is not None and source.known else None
        if not all(item.known for item in scope.items):
            return None
        return [column for item in scope.items for column in item.columns]

    def common_tables(self, clause: Node, scope: Scope) -> None:
        """WITH: each query sees those before it, a recursive one itself too."""
        for node in clause["ctes"]:
            cte = node["CommonTableExpr"]
            name, query = cte["ctename"], cte["ctequery"]
            select = query.get("SelectStmt", {})
            if clause.get("recursive"):
                scope.ctes[name] = Source(name, (), False)
            if clause.get("recursive") and "larg" in select and "withClause" not in select:
                columns, known = self.select(select["larg"], scope)
                scope.ctes[name] = _common_table(cte, columns, known)
                self.select(select["rarg"], scope, arm=True)
            else:
                columns, known = self.query(query, scope)
                scope.ctes[name] = _common_table(cte, columns, known)

    # ---- INSERT, UPDATE, DELETE, MERGE: bodies of functions and data-changing WITH

    def change(self, fields: Node, parent: Scope | None) -> tuple[Columns, bool]:
        """The columns that RETURNING gives."""
        scope = Scope(parent)
        if "withClause" in fields:
            self.common_tables(fields["withClause"], scope)
        done = {"withClause", "returningClause", "selectStmt", "cols"}
        if "onConflictClause" in fields and (target := self.relation(range_name(fields["relation"]))) is not None:
            scope.sources.append(relation_source(target, "excluded"))
        for clause in ("relation", "fromClause", "usingClause", "sourceRelation"):
            value = fields.get(clause)
            done.add(clause)
            for item in value if isinstance(value, list) else [value] if value else ():
                wrapped = {"RangeVar": item} if "relname" in item else item
                scope.items.append(add_item(wrapped, scope, self))
        if "selectStmt" in fields:
            around = Scope(parent)
            around.ctes = scope.ctes
            self.query(fields["selectStmt"], around)
        for column in fields.get("cols") or ():
            if "indirection" in column["ResTarget"]:
                self.read(column, scope)
        if "whereClause" in fields:
            self.condition(fields["whereClause"], scope, "WHERE")
            done.add("whereClause")
        for clause, value in fields.items():
            if clause not in done:
                self.read(value, scope)
        returning = fields.get("returningClause") or {}
        columns, known = self.targets(returning.get("exprs") or [], scope)
        return columns, known and "options" not in returning


def _common_table(cte: Node, columns: Columns, known: bool) -> Source:
    names = strings(cte.get("aliascolnames"))
    if "search_clause" in cte or "cycle_clause" in cte:
        known = False
    return Source(cte["ctename"], renamed(columns, names), known)


def renamed(columns: Columns, names: list[str]) -> Columns:
    """Columns with the first ones called by other names."""
    return [c._replace(name=n) for c, n in zip(columns, names, strict=False)] + columns[len(names) :]


def _bare_name(node: Node) -> str | None:
    match node:
        case {"ColumnRef": {"fields": [{"String": {"sval": name}}]}}:
            return str(name)
    return None


def _is_text(node: Node) -> bool:
    """Whether a constant is cast to text: nextval('x'::text) looks its sequence up at run time."""
    match node:
        case {"TypeCast": {"typeName": {"names": names}}}:
            return strings(names)[-1] != "regclass"
    return False
