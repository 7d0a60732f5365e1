"""FROM: nested loops over virtual tables that use the catalog's indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ...catalog import Table, View
from ...source import Node
from ...tree import Name, list_name, range_name, strings
from .joined_rows import equal_columns, null_extended, perhaps, rows_of, with_row
from .quals import aliases_of, column_of, conjuncts, joined
from .scope import Found, Result, Scope
from .target_list import series
from .values import UNKNOWN, GaveUp, Record, compare, known, truth
from .virtual_tables import TABLES, Hints, VirtualTable

if TYPE_CHECKING:
    from .expressions import Evaluator


MAX_ROWS = 50_000
"""Rows that one block may look at; beyond that it is given up."""


NO_OID = -1
"""An oid that nothing has."""


class FromClause:
    """The FROM of one query. `sub` runs a sub-select; `ctes` are the results of WITH."""

    def __init__(
        self,
        evaluator: Evaluator,
        outer: Scope,
        ctes: dict[str, Result],
        sub: Callable[[Node, Scope], Result],
    ) -> None:
        self.evaluator = evaluator
        self.outer = outer
        self.ctes = ctes
        self.sub = sub
        self.aliases: dict[int, frozenset[str]] = {}
        self.equalities: dict[tuple[int, str], list[tuple[str, Node]]] = {}
        self.joins: dict[int, tuple[str, str, str, str] | None] = {}
        self.tables: dict[str, VirtualTable] = {}
        self.is_open = False  # a table takes part whose rows are not known: no row is certain

    def rows(self, items: list[Node], where: Node | None) -> Found:
        """Every combination of the rows of FROM; False with those that may be absent."""
        quals = conjuncts(where)
        self.tables = dict(tables_in(items))
        found: Found = iter([(Scope(self.outer), True)])
        for item in items:
            found = self._product(found, item, quals)
        return found

    def _product(self, found: Found, item: Node, quals: list[Node]) -> Found:
        for scope, certain in found:
            for inner, also in self._item(item, scope, quals):
                self._step()
                yield inner, certain and also

    def _item(self, item: Node, scope: Scope, quals: list[Node]) -> Found:
        match item:
            case {"RangeVar": fields}:
                yield from self._relation(fields, scope, quals)
            case {"JoinExpr": fields}:
                yield from self._join(fields, scope, quals)
            case {"RangeSubselect": fields}:
                kind, query = next(iter(fields["subquery"].items()))
                result = self.sub(query, scope) if kind == "SelectStmt" else Result([], [], [()])
                yield from rows_of(result, scope, fields.get("alias", {}))
            case {"RangeFunction": fields}:
                yield from self._function(fields, scope)
            case _:
                yield scope, False

    def _relation(self, fields: Node, scope: Scope, quals: list[Node]) -> Found:
        name = range_name(fields)
        alias = fields.get("alias", {}).get("aliasname", name.name)
        if name.schema is None and name.name in self.ctes:
            yield from rows_of(self.ctes[name.name], scope, fields.get("alias", {"aliasname": name.name}))
            return
        table = TABLES.get((name.schema or "pg_catalog", name.name))
        if table is None:
            if self._is_empty(name):
                return
            self.is_open = True
            yield with_row(scope, alias, self._open_row(name)), False
            return
        if scope.rows and self._joins_unknown(alias, scope, quals):
            yield with_row(scope, alias, Record((c, UNKNOWN) for c in table.columns)), False
            return
        hints = self._hints(alias, table, scope, quals)
        context = self.evaluator.context
        coming = {other for other in self.tables if other != alias and other not in scope.rows}
        early = [qual for qual, aliases in self._qualified(quals) if alias in aliases and not aliases & coming]
        found = False
        tests = [(table.columns.index(column), value) for column, value in hints.items()]
        for values in table.rows(context, hints):
            found = True
            self._step()
            if tests and not all(_may_equal(values[at], value) for at, value in tests):
                continue
            inner = with_row(scope, alias, Record(zip(table.columns, values, strict=True)))
            if self._passes(early, inner):
                yield inner, True
        if len(context.catalog.unknown):
            for row in perhaps(context, table, hints, found):
                inner = with_row(scope, alias, row)
                self._step()
                if self._passes(early, inner):
                    yield inner, False

    def _joins_unknown(self, alias: str, scope: Scope, quals: list[Node]) -> bool:
        """Whether this table is joined by a column whose value is unknown: one row stands for all then."""
        for qual in quals:
            if id(qual) not in self.joins:
                self.joins[id(qual)] = joined(qual)
            if names := self.joins[id(qual)]:
                left, left_column, right, right_column = names
                other, column = (right, right_column) if left == alias else (left, left_column)
                if alias in (left, right) and other in scope.rows and scope.rows[other].get(column) is UNKNOWN:
                    return True
        return False

    def _step(self) -> None:
        """Count a row that is looked at."""
        self.evaluator.steps += 1
        if self.evaluator.steps > MAX_ROWS:
            raise GaveUp

    def _passes(self, quals: list[Node], scope: Scope) -> bool:
        """Whether a row may still come through; it is looked at as soon as it is joined."""
        for qual in quals:
            test = truth(self.evaluator.value(qual, scope))
            if test is False or test is None:
                return False
        return True

    def _qualified(self, quals: list[Node]) -> list[tuple[Node, frozenset[str]]]:
        """The conditions that say of every column whose it is, with those names."""
        found = []
        for qual in quals:
            if (names := self.aliases.get(id(qual))) is None:
                names = self.aliases[id(qual)] = aliases_of(qual)
            if names:
                found.append((qual, names))
        return found

    def _is_empty(self, name: Name) -> bool:
        context = self.evaluator.context
        if not context.replay.rows.is_empty(context, context.find(name)):
            return False
        self.evaluator.met_empty = True
        return self.evaluator.fresh

    def _open_row(self, name: Name) -> Record:
        """A row of a table whose rows are not known."""
        relation = self.evaluator.context.find(name)
        columns = relation.columns if isinstance(relation, (Table, View)) else ()
        return Record((c.name, UNKNOWN) for c in columns)

    def _hints(self, alias: str, table: VirtualTable, scope: Scope, quals: list[Node]) -> Hints:
        """Equalities that tell a column of this table by what is known so far."""
        hints: Hints = {}
        for qual in quals:
            for name, other in self._equalities(qual, alias, table):
                if name not in hints:
                    value = self._ahead(other, scope, quals)
                    if value is not None and known(value):
                        hints[name] = value
        return hints

    def _equalities(self, qual: Node, alias: str, table: VirtualTable) -> list[tuple[str, Node]]:
        """The columns of a table that a condition sets equal to something, with what that is."""
        key = (id(qual), alias)
        if key not in self.equalities:
            found = self.equalities[key] = []
            match qual:
                case {"A_Expr": {"name": [{"String": {"sval": "="}}], "lexpr": left, "rexpr": right, **more}} if (
                    more.get("kind", "AEXPR_OP") == "AEXPR_OP"
                ):
                    for column, other in ((left, right), (right, left)):
                        if name := column_of(column, alias, table):
                            found.append((name, other))
        return self.equalities[key]

    def _ahead(self, node: Node, scope: Scope, quals: list[Node]) -> Any:
        """The value of a tree before all tables are joined. The oid of a table still to come is known where a condition
        names its one row: with `pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'x'` only
        the relations of x need to be looked at."""
        if "ColumnRef" not in node:
            return self.evaluator.value(node, scope)
        parts = strings(node["ColumnRef"]["fields"])
        if len(parts) == 1:
            coming = (table for alias, table in self.tables.items() if alias not in scope.rows)
            return UNKNOWN if any(parts[0] in table.columns for table in coming) else scope.look_up(parts)
        alias, column = parts[-2:]
        table = self.tables.get(alias)
        if table is None or alias in scope.rows:
            return scope.look_up(parts)
        if column != "oid" or table.columns[:2] not in (("oid", "nspname"), ("oid", "relname")):
            return UNKNOWN
        context, name = self.evaluator.context, table.columns[1]
        for qual in quals:
            for given, other in self._equalities(qual, alias, table):
                if given == name and "A_Const" in other and not any(True for _ in perhaps(context, table, {}, False)):
                    oids = [row[0] for row in table.rows(context, {name: self.evaluator.value(other, scope)})]
                    return oids[0] if len(oids) == 1 else UNKNOWN if oids else NO_OID
        return UNKNOWN

    def _join(self, fields: Node, scope: Scope, quals: list[Node]) -> Found:
        kind = fields.get("jointype", "JOIN_INNER")
        on = fields.get("quals")
        using = strings(fields.get("usingClause"))
        inner_quals = [*conjuncts(on), *(quals if kind == "JOIN_INNER" else [])]
        for left, certain in self._item(
            fields["larg"], scope, [*quals, *(inner_quals if kind == "JOIN_INNER" else [])]
        ):
            matched: bool | None = False  # None: perhaps
            for both, also in self._product(iter([(left, True)]), fields["rarg"], inner_quals):
                test: Any = truth(self.evaluator.value(on, both)) if on else True
                if using:
                    test = equal_columns(left, both, using)
                if test is False or test is None:
                    continue
                sure = test is True and also
                matched = True if sure or matched else None
                yield both, certain and sure
            if kind in ("JOIN_LEFT", "JOIN_FULL") and matched is not True:
                yield null_extended(left, fields["rarg"]), certain and matched is False
                continue
            if kind not in ("JOIN_INNER", "JOIN_LEFT"):
                yield left, False

    def _function(self, fields: Node, scope: Scope) -> Found:
        """unnest, generate_series, and the commands of an event trigger."""
        call = fields["functions"][0]["List"]["items"][0].get("FuncCall")
        alias = fields.get("alias", {})
        if call is None:
            yield scope, False
            return
        name = list_name(call["funcname"]).name
        values = series(self.evaluator, call, scope)
        if isinstance(values, Result):
            yield from rows_of(values, scope, alias or {"aliasname": name})
            return
        column = (strings(alias.get("colnames")) or [alias.get("aliasname", name)])[0]
        if values is None:
            yield with_row(scope, alias.get("aliasname", name), Record({column: UNKNOWN})), False
            return
        for position, value in enumerate(values, 1):
            row = Record({column: value})
            if fields.get("ordinality"):
                row[(strings(alias.get("colnames")) + ["ordinality"] * 2)[1]] = position
            yield with_row(scope, alias.get("aliasname", name), row), True


def _may_equal(left: Any, right: Any) -> bool:
    if left.__class__ is right.__class__ and (left.__class__ is str or left.__class__ is int):
        return bool(left == right)
    return compare("=", left, right) not in (False, None)


def tables_in(items: list[Node]) -> Iterator[tuple[str, VirtualTable]]:
    """The virtual tables of FROM, with their aliases."""
    for item in items:
        match item:
            case {"RangeVar": fields}:
                name = range_name(fields)
                if table := TABLES.get((name.schema or "pg_catalog", name.name)):
                    yield fields.get("alias", {}).get("aliasname", name.name), table
            case {"JoinExpr": {"larg": left, "rarg": right}}:
                yield from tables_in([left, right])
