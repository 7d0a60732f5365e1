"""FROM: nested loops over virtual tables that use the catalog's indexes.

What each item of FROM needs to know of the conditions is found once; each is called with the rows before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ...catalog import Table, View
from ...syntax.source import Node
from ...syntax.tree import Name, list_name, range_name, strings, unwrap, walk
from ..state.empty_tables import is_empty
from .join_conditions import conjuncts
from .joined_rows import equal_columns, null_extended, rows_of, with_row
from .known_values import UNKNOWN, GaveUp, Record, all_of
from .name_scope import Found, Result, Scope
from .target_list import series
from .virtual_tables import TABLES, VirtualTable

if TYPE_CHECKING:
    from .evaluator import Evaluator


MAX_ROWS = 50_000
"""Rows that one block may look at; beyond that it is given up."""


Item = Callable[[Scope], Found]
"""An item of FROM: the rows that it puts beside one that was joined before."""


class FromClause:
    """The FROM of one query. `sub` runs a sub-select; `ctes` are the results of WITH.

    A condition is looked at as soon as all that it names is joined; `done` are those (by id) that need no second look.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        select: Node,
        outer: Scope,
        ctes: dict[str, Result],
        sub: Callable[[Node, Scope], Result],
    ) -> None:
        items = select.get("fromClause", [])
        self.evaluator = evaluator
        self.select = select
        self.outer = outer
        self.ctes = ctes
        self.sub = sub
        self.tables = dict(tables_in(items))
        self.aliases = frozenset(aliases_in(items))
        self.is_alone = len(items) == 1 and "RangeVar" in items[0]
        """Whether there is but one table."""
        self.joined: set[str] = set()
        self.done: set[int] = set()
        self.is_open = False  # a table takes part whose rows are not known: no row is certain
        quals = conjuncts(select.get("whereClause"))
        self.items = [self._item(item, quals) for item in items]
        self.where = self.rest(quals)
        """The conditions that are left for the joined rows."""

    def rows(self) -> Found:
        """Every combination of the rows of FROM; False with those that may be absent."""
        found: Found = iter([(Scope(self.outer), True)])
        for item in self.items:
            found = self._product(found, item)
        return found

    def rest(self, quals: list[Node]) -> list[Node]:
        """Those of some conditions that nothing has looked at yet."""
        return [qual for qual in quals if id(qual) not in self.done]

    def holds(self, quals: Iterable[Node], scope: Scope) -> Any:
        """The truth of all conditions."""
        value = self.evaluator.value
        return all_of(value(qual, scope) for qual in quals) if quals else True

    @cached_property
    def columns(self) -> frozenset[str] | None:
        """The columns that the query names; None for all."""
        found: set[str] = set()
        for kind, fields in walk(self.select, ("ColumnRef", "JoinExpr")):
            names = strings(fields["fields"]) if kind == "ColumnRef" else ()
            if "*" in names or (len(names) == 1 and names[0] in self.aliases):
                return None
            if kind == "JoinExpr" and ("usingClause" in fields or "isNatural" in fields):
                return None
            found.update(names[-1:])
        return frozenset(found)

    def step(self) -> None:
        """Count a row that is looked at."""
        self.evaluator.steps += 1
        if self.evaluator.steps > MAX_ROWS:
            raise GaveUp

    def _product(self, found: Found, item: Item) -> Found:
        for scope, certain in found:
            for inner, also in item(scope):
                self.step()
                yield inner, certain and also

    def _item(self, item: Node, quals: list[Node]) -> Item:
        """An item, and in it those conditions on the rows of FROM that its rows must meet."""
        match item:
            case {"RangeVar": fields}:
                made = self._relation(fields, quals)
            case {"JoinExpr": fields}:
                return self._join(fields, quals)
            case {"RangeSubselect": fields}:
                made = self._sub_select(fields)
            case {"RangeFunction": fields}:
                made = self._function(fields)
            case _:
                made = _doubtful
        self.joined.update(aliases_in([item]))
        return made

    def _relation(self, fields: Node, quals: list[Node]) -> Item:
        name = range_name(fields)
        alias = _alias(fields)
        if name.schema is None and name.name in self.ctes:
            result = self.ctes[name.name]
            return lambda scope: rows_of(result, scope, fields.get("alias", {"aliasname": name.name}))
        table = TABLES.get((name.schema or "pg_catalog", name.name))
        if table is None:
            return lambda scope: self._stored(name, alias, scope)
        from .table_scan import TableScan

        return TableScan(self, alias, table, quals).rows

    def _stored(self, name: Name, alias: str, scope: Scope) -> Found:
        """A row of a table whose rows are not known."""
        context = self.evaluator.context
        relation = context.find(name)
        if is_empty(context, relation):
            self.evaluator.met_empty = True
            if self.evaluator.fresh:
                return
        self.is_open = True
        columns = relation.columns if isinstance(relation, (Table, View)) else ()
        yield with_row(scope, alias, Record((c.name, UNKNOWN) for c in columns)), False

    def _sub_select(self, fields: Node) -> Item:
        kind, query = unwrap(fields["subquery"])
        alias = fields.get("alias", {})
        unread = Result([], [], [()])
        return lambda scope: rows_of(self.sub(query, scope) if kind == "SelectStmt" else unread, scope, alias)

    def _join(self, fields: Node, quals: list[Node]) -> Item:
        kind = fields.get("jointype", "JOIN_INNER")
        on = conjuncts(fields.get("quals"))
        using = strings(fields.get("usingClause"))
        is_inner = kind == "JOIN_INNER"
        larg = self._item(fields["larg"], [*quals, *on] if is_inner else quals)
        rarg = self._item(fields["rarg"], [*on, *quals] if is_inner else on)
        rest = self.rest(on)

        def rows(scope: Scope) -> Found:
            for left, certain in larg(scope):
                matched: bool | None = False  # None: perhaps
                for both, also in rarg(left):
                    self.step()
                    test = equal_columns(left, both, using) if using else self.holds(rest, both)
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

        return rows

    def _function(self, fields: Node) -> Item:
        """unnest, generate_series, and the commands of an event trigger."""
        call = fields["functions"][0]["List"]["items"][0].get("FuncCall")
        alias = fields.get("alias", {})
        if call is None:
            return _doubtful
        name = list_name(call["funcname"]).name
        called = alias.get("aliasname", name)
        names = strings(alias.get("colnames"))
        column = (names or [called])[0]

        def rows(scope: Scope) -> Found:
            values = series(self.evaluator, call, scope)
            if isinstance(values, Result):
                yield from rows_of(values, scope, alias or {"aliasname": name})
                return
            if values is None:
                yield with_row(scope, called, Record({column: UNKNOWN})), False
                return
            for position, value in enumerate(values, 1):
                row = Record({column: value})
                if fields.get("ordinality"):
                    row[(names + ["ordinality"] * 2)[1]] = position
                yield with_row(scope, called, row), True

        return rows


def _doubtful(scope: Scope) -> Found:
    """What can't be followed: a row that may be there."""
    yield scope, False


def _alias(fields: Node) -> str:
    """The name that the columns of a RangeVar go by."""
    return str(fields.get("alias", {}).get("aliasname", fields["relname"]))


def tables_in(items: list[Node]) -> Iterator[tuple[str, VirtualTable]]:
    """The virtual tables of FROM, with their aliases."""
    for item in items:
        match item:
            case {"RangeVar": fields}:
                name = range_name(fields)
                if table := TABLES.get((name.schema or "pg_catalog", name.name)):
                    yield _alias(fields), table
            case {"JoinExpr": {"larg": left, "rarg": right}}:
                yield from tables_in([left, right])


def aliases_in(items: list[Node]) -> Iterator[str]:
    """The names that the columns of FROM go by."""
    for item in items:
        match item:
            case {"RangeVar": fields}:
                yield _alias(fields)
            case {"JoinExpr": {"larg": left, "rarg": right}}:
                yield from aliases_in([left, right])
            case {"RangeSubselect": {"alias": {"aliasname": name}}} | {"RangeFunction": {"alias": {"aliasname": name}}}:
                yield name
            case {"RangeFunction": {"functions": [{"List": {"items": [{"FuncCall": call}, *_]}}, *_]}}:
                yield list_name(call["funcname"]).name
