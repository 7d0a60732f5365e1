"""FROM: nested loops over virtual tables that use the catalog's indexes.

The conditions for each item of FROM are found once; each item is called with the rows before it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from ...analysis.predicates import conjuncts
from ...catalog import Table, View
from ...syntax.source import Node
from ...syntax.tree import Name, list_name, range_name, strings, unwrap
from ..state.refused import Refused
from .all_tables import table_of
from .evaluator import Evaluator
from .from_state import FromState, alias_of, aliases_in
from .joined_rows import equal_columns, null_extended, rows_of, with_row
from .known_values import UNKNOWN, RowValue
from .name_scope import JoinedRows, NameScope, QueryRows
from .table_scan import TableScan
from .target_list import series

Item = Callable[[NameScope], JoinedRows]
"""An item of FROM: the rows that it adds to a row that was joined before."""


class FromClause:
    """The FROM of one query. `sub` runs a sub-select; `ctes` are the results of WITH.

    A condition is looked at as soon as all that it names is joined.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        select: Node,
        outer: NameScope,
        ctes: dict[str, QueryRows],
        sub: Callable[[Node, NameScope], QueryRows],
    ) -> None:
        self.state = FromState(evaluator, select, outer)
        self.evaluator = evaluator
        self.ctes = ctes
        self.sub = sub
        quals = _conditions(select.get("whereClause"))
        self.items = [self._item(item, quals) for item in select.get("fromClause", [])]
        self.where = self.state.rest(quals)
        """The conditions that are left for the joined rows."""

    @property
    def is_open(self) -> bool:
        """Return whether a table takes part whose rows are not known."""
        return self.state.is_open

    def rows(self) -> JoinedRows:
        """Yield every combination of the rows of FROM; False with those that may be absent."""
        found: JoinedRows = iter([(NameScope(self.state.outer), True)])
        for item in self.items:
            found = self._product(found, item)
        return found

    def holds(self, scope: NameScope) -> Any:
        """Return whether a joined row meets WHERE."""
        return self.state.holds(self.where, scope)

    def may_hold(self, scope: NameScope) -> Any:
        """Return the same for a row that may not be there: an error that it would lead to need not happen."""
        try:
            return self.holds(scope)
        except Refused:
            return UNKNOWN

    def _product(self, found: JoinedRows, item: Item) -> JoinedRows:
        for scope, certain in found:
            for inner, also in item(scope):
                self.state.step()
                yield inner, certain and also

    def _item(self, item: Node, quals: list[Node]) -> Item:
        """Return an item, and in it those conditions on the rows of FROM that its rows must meet."""
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
                made = _possible
        self.state.joined.update(aliases_in([item]))
        return made

    def _relation(self, fields: Node, quals: list[Node]) -> Item:
        name = range_name(fields)
        alias = alias_of(fields)
        if name.schema is None and name.name in self.ctes:
            result = self.ctes[name.name]
            return lambda scope: rows_of(result, scope, fields.get("alias", {"aliasname": name.name}))
        table = table_of(fields)
        if table is None:
            return partial(self._stored, name, alias)
        return TableScan(self.state, alias, table, quals).rows

    def _stored(self, name: Name, alias: str, scope: NameScope) -> JoinedRows:
        """Return a row of a table whose rows are not known."""
        context = self.evaluator.context
        relation = context.find(name)
        if self.evaluator.meets_no_rows(relation):
            return
        self.state.is_open = True
        columns = relation.columns if isinstance(relation, (Table, View)) else ()
        yield with_row(scope, alias, RowValue((c.name, UNKNOWN) for c in columns)), False

    def _sub_select(self, fields: Node) -> Item:
        kind, query = unwrap(fields["subquery"])
        alias = fields.get("alias", {})
        unread = QueryRows([], [], [()])
        return lambda scope: rows_of(self.sub(query, scope) if kind == "SelectStmt" else unread, scope, alias)

    def _join(self, fields: Node, quals: list[Node]) -> Item:
        kind = fields.get("jointype", "JOIN_INNER")
        on = _conditions(fields.get("quals"))
        using = strings(fields.get("usingClause"))
        is_inner = kind == "JOIN_INNER"
        larg = self._item(fields["larg"], [*quals, *on] if is_inner else quals)
        rarg = self._item(fields["rarg"], [*on, *quals] if is_inner else on)
        rest = self.state.rest(on)

        def rows(scope: NameScope) -> JoinedRows:
            for left, certain in larg(scope):
                matched: bool | None = False  # None: possibly
                for both, also in rarg(left):
                    self.state.step()
                    test = equal_columns(left, both, using) if using else self.state.holds(rest, both)
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
        """Return the item for unnest, generate_series, or the commands of an event trigger."""
        call = fields["functions"][0]["List"]["items"][0].get("FuncCall")
        alias = fields.get("alias", {})
        if call is None:
            return _possible
        name = list_name(call["funcname"]).name
        called = alias.get("aliasname", name)
        names = strings(alias.get("colnames"))
        column = (names or [called])[0]

        def rows(scope: NameScope) -> JoinedRows:
            values = series(self.evaluator, call, scope)
            if isinstance(values, QueryRows):
                yield from rows_of(values, scope, alias or {"aliasname": name})
                return
            if values is None:
                yield with_row(scope, called, RowValue({column: UNKNOWN})), False
                return
            for position, value in enumerate(values, 1):
                row = RowValue({column: value})
                if fields.get("ordinality"):
                    row[(names + ["ordinality"] * 2)[1]] = position
                yield with_row(scope, called, row), True

        return rows


def _possible(scope: NameScope) -> JoinedRows:
    """Return what can't be followed: a row that may be there."""
    yield scope, False


def _conditions(node: Node | None) -> list[Node]:
    """Return the operands of AND in a WHERE or ON; none if there is no such clause."""
    return [] if node is None else conjuncts(node)
