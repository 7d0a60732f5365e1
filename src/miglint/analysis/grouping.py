"""GROUP BY, DISTINCT and ORDER BY: which expressions go together (parser/parse_agg.c, parser/parse_clause.c)."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import Any

from ..catalog import Ref, Table
from ..syntax.source import Node
from ..syntax.tree import first_location, strings, unwrap
from .analysis import Analysis, WrongQuery
from .placement import kind_of_call
from .scope import Scope, Source

Form = Hashable
"""An expression without places, its columns by their sources: equal where PostgreSQL finds expressions equal."""


def grouped(nodes: Iterable[Node]) -> Iterator[Node]:
    """Return what GROUP BY groups by: ROLLUP, CUBE, GROUPING SETS and lists in parentheses are lists of it
    (flatten_grouping_sets in parser/parse_clause.c)."""
    for node in nodes:
        match node:
            case {"GroupingSet": inner}:
                yield from grouped(inner.get("content") or ())
            case {"RowExpr": {"row_format": "COERCE_IMPLICIT_CAST", "args": parts}}:
                yield from grouped(parts)
            case _:
                yield node


def bare_name(node: Node) -> str | None:
    """Return the name of a column reference without a qualifier."""
    match node:
        case {"ColumnRef": {"fields": [{"String": {"sval": name}}]}}:
            return str(name)
    return None


_NOT_MEANT = frozenset({"location", "funcformat", "typemod"})


class Expressions:
    """The expressions of one query level, compared by what they mean."""

    def __init__(self, fields: Node, scope: Scope, analysis: Analysis) -> None:
        self.fields = fields
        self.scope = scope
        self.analysis = analysis
        self.targets = [node["ResTarget"] for node in fields.get("targetList") or ()]
        self.merges = any(item.merged for item in scope.items)

    def column(self, node: Node) -> tuple[Source, str] | None:
        """Return the source and the name of a column of this level; None for anything else."""
        parts = strings(node.get("ColumnRef", {}).get("fields"))
        if not parts or parts[-1] == "*":
            return None
        for source in self.scope.sources:
            if (len(parts) == 1 or source.name == parts[-2]) and source.column(parts[-1]):
                return source, parts[-1]
        return None

    def form(self, node: Any) -> Form:
        """Return what an expression means."""
        if isinstance(node, list):
            return tuple(self.form(each) for each in node)
        if not isinstance(node, dict):
            return str(node)
        if "ColumnRef" in node:
            if found := self.column(node):
                return "column", "" if self.merges else id(found[0]), found[1]
            return "other", tuple(strings(node["ColumnRef"]["fields"]))
        return tuple((key, self.form(node[key])) for key in sorted(node) if key not in _NOT_MEANT)

    def resolved(self, node: Node, columns_first: bool) -> Node | None:
        """Return the expression that an item of GROUP BY, ORDER BY or DISTINCT ON means: a position or a name of the
        select list stands for its expression there. None if that is not clear."""
        match node:
            case {"A_Const": {"ival": number}}:
                at = number.get("ival", 0) - 1
                if any(is_star(t["val"]) for t in self.targets) or not 0 <= at < len(self.targets):
                    return None
                value: Node = self.targets[at]["val"]
                return value
        name = bare_name(node)
        if name is None or (columns_first and self.column(node)):
            return node
        return next((t["val"] for t in self.targets if t.get("name") == name), node)


def is_star(node: Node) -> bool:
    """Return whether an expression is * or t.*."""
    return "A_Star" in (node.get("ColumnRef", {}).get("fields") or [{}])[-1]


class _Grouping(Expressions):
    """One query with GROUP BY or aggregates."""

    def __init__(self, fields: Node, scope: Scope, analysis: Analysis) -> None:
        super().__init__(fields, scope, analysis)
        clause = fields.get("groupClause") or []
        found = [self.resolved(node, columns_first=True) for node in grouped(clause)]
        self.clear = None not in found
        self.forms = {self.form(node) for node in found if node is not None}
        self.kinds = {next(iter(node)) for node in found if node}
        self.columns = {(id(c[0]), c[1]) for node in found if node is not None and (c := self.column(node))}

    def first_wrong(self, node: Any) -> tuple[str, int | None] | None:
        """Return the first column of an expression that isn't grouped, as PostgreSQL writes it, and its place."""
        if isinstance(node, list):
            return next((found for each in node if (found := self.first_wrong(each))), None)
        if not isinstance(node, dict):
            return None
        if len(node) == 1:
            kind, fields = unwrap(node)
            if kind in ("GroupingFunc", "SubLink") or not isinstance(fields, dict):
                return None
            if kind in self.kinds and self.form(node) in self.forms:
                return None
            if kind == "FuncCall":
                names = strings(fields["funcname"])
                if kind_of_call(names[-1], names[-2] if len(names) > 1 else None, fields) == "a":
                    return None
            if kind == "ColumnRef":
                return self._column(node)
        return self.first_wrong(list(node.values()))

    def _column(self, node: Node) -> tuple[str, int | None] | None:
        location = node["ColumnRef"].get("location")
        if is_star(node):
            names = strings(node["ColumnRef"]["fields"])
            qualifier = names[0] if names and names[0] != "*" else None
            for source in self.scope.sources:
                if qualifier is None or source.name == qualifier:
                    for column in source.columns:
                        if not self._is_grouped(source, column.name):
                            return f"{source.name}.{column.name}", location
            return None
        found = self.column(node)
        if found is None or self._is_grouped(*found):
            return None
        return f"{found[0].name}.{found[1]}" if found[0].name else found[1], location

    def _is_grouped(self, source: Source, name: str) -> bool:
        """Return whether a column is grouped by, or hangs on a primary key that is (check_functional_grouping in
        catalog/pg_constraint.c)."""
        if ("column", "" if self.merges else id(source), name) in self.forms:
            return True
        table, catalog = source.relation, self.analysis.catalog
        if self.merges and table is not None:
            return True  # the key of the other side may stand for this one's
        if not isinstance(table, Table):
            return False
        if not catalog.knows("constraints", table):
            return True
        for constraint in catalog.constraints_of(table.oid):
            if constraint.kind == "primary key" and constraint.columns and not constraint.deferrable:
                key = table.names(constraint.columns)
                if all((id(source), column) in self.columns for column in key):
                    self.analysis.refs.add(Ref(constraint.oid))
                    return True
        return False


def refuse_ungrouped(fields: Node, scope: Scope, analysis: Analysis) -> None:
    """Note (42803) the first column that is neither grouped by nor inside an aggregate."""
    if scope.unclear or not ("groupClause" in fields or "havingClause" in fields or scope.aggregated):
        return
    grouping = _Grouping(fields, scope, analysis)
    if not grouping.clear:
        return
    sorts = [grouping.resolved(s["SortBy"]["node"], columns_first=False) for s in fields.get("sortClause") or ()]
    parts = [*(t["val"] for t in grouping.targets), fields.get("havingClause"), *sorts]
    for part in parts:
        if wrong := grouping.first_wrong(part):
            message = f'column "{wrong[0]}" must appear in the GROUP BY clause or be used in an aggregate function'
            analysis.wrongs.append(WrongQuery("42803", message, wrong[1]))
            return


def refuse_unsorted(fields: Node, scope: Scope, analysis: Analysis) -> None:
    """Note (42P10) an ORDER BY that goes with no DISTINCT."""
    distinct, sorts = fields.get("distinctClause"), fields.get("sortClause")
    if not distinct or not sorts:
        return
    expressions = Expressions(fields, scope, analysis)
    if any(is_star(t["val"]) for t in expressions.targets) and not distinct[0]:
        return
    by = [expressions.resolved(s["SortBy"]["node"], columns_first=False) for s in sorts]
    on = [expressions.resolved(node, columns_first=False) for node in distinct if node]
    if None in by or None in on:
        return
    shown = {expressions.form(node) for node in on or [t["val"] for t in expressions.targets]}
    if not on:
        wrong = next((node for node in by if node is not None and expressions.form(node) not in shown), None)
        message = "for SELECT DISTINCT, ORDER BY expressions must appear in select list"
    else:
        forms = [expressions.form(node) for node in by]
        first = next((i for i, form in enumerate(forms) if form not in shown), len(forms))
        wrong = by[first] if first < len(by) and not shown <= set(forms[:first]) else None
        message = "SELECT DISTINCT ON expressions must match initial ORDER BY expressions"
    if wrong is not None:
        analysis.wrongs.append(WrongQuery("42P10", message, first_location(wrong)))
