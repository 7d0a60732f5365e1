"""SELECT over the tables of catalog_tables: nested loops that use the catalog's indexes; no rows of user tables.

A result tells the rows that are there from those that may be: a row of a user's table, or one that a condition with an
unknown value lets through.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from ..catalog import Table, View
from ..source import Node
from ..tree import Name, list_name, range_name, strings, walk
from . import information_schema as _schema_tables  # noqa: F401 - registers its tables
from .catalog_tables import TABLES, Hints, VirtualTable
from .plpgsql_expressions import Evaluator, Scope
from .plpgsql_functions import AGGREGATES, ordered
from .plpgsql_values import UNKNOWN, GaveUp, Record, array_of, compare, known, truth

if TYPE_CHECKING:
    from .context import Context

MAX_DOUBTFUL = 50
"""Rows that may be there, of a query over a table with unknown rows, that are told one by one."""

MAX_ROWS = 50_000
"""Rows that one block may look at; beyond that it is given up."""

Found = Iterator[tuple[Scope, bool]]


class Result(NamedTuple):
    """Rows that are there and rows that may be."""

    columns: list[str]
    rows: list[tuple[Any, ...]]
    maybe: list[tuple[Any, ...]]


def run_query(evaluator: Evaluator, select: Node, outer: Scope) -> Result:
    """The rows of a SELECT or VALUES."""
    return Query(evaluator, select, outer).result()


class Query:
    """One SELECT: FROM, WHERE, GROUP BY, the target list, ORDER BY, LIMIT."""

    def __init__(self, evaluator: Evaluator, select: Node, outer: Scope, ctes: dict[str, Result] | None = None) -> None:
        self.evaluator = evaluator
        self.select = select
        self.outer = outer
        self.ctes = dict(ctes or {})
        self.aliases: dict[int, frozenset[str]] = {}
        self.is_open = False  # a table takes part whose rows are not known: no row is certain

    def result(self) -> Result:
        select = self.select
        for node in select.get("withClause", {}).get("ctes", ()):
            cte = node["CommonTableExpr"]
            kind, query = next(iter(cte["ctequery"].items()))
            if kind == "SelectStmt" and not select["withClause"].get("recursive"):
                self.ctes[cte["ctename"]] = self._sub(query, self.outer)
            else:
                self.ctes[cte["ctename"]] = Result([], [], [()])
        if select.get("op", "SETOP_NONE") != "SETOP_NONE":
            return self._union()
        if "valuesLists" in select:
            rows = [tuple(self.evaluator.values(v["List"]["items"], self.outer)) for v in select["valuesLists"]]
            return Result([f"column{i}" for i in range(1, len(rows[0]) + 1)], rows, [])
        sure: list[Scope] = []
        doubtful: list[Scope] = []
        where = select.get("whereClause")
        for scope, certain in self._from(select.get("fromClause", []), where):
            test = truth(self.evaluator.value(where, scope)) if where else True
            if test is True and certain:
                sure.append(scope)
            elif test is True or test is UNKNOWN:
                doubtful.append(scope)
                if self.is_open and len(doubtful) == MAX_DOUBTFUL:
                    doubtful.append(Scope(self.outer))  # and whatever else there may be
                    break
        targets = [t["ResTarget"] for t in select.get("targetList", [])]
        if "groupClause" in select or "havingClause" in select or _aggregates(targets):
            return self._limited(self._grouped(targets, sure, doubtful))
        if sort := self._sort_keys(targets):
            sure = ordered(self.evaluator, sure, sort)
        columns = self._columns(targets, (sure or doubtful or [self.outer])[0])
        result = Result(
            columns,
            [row for scope in sure for row in self._rows(targets, scope)],
            [row for scope in doubtful for row in self._rows(targets, scope)],
        )
        if "distinctClause" in select:
            result = Result(columns, _distinct(result.rows), _distinct(result.maybe))
        return self._limited(result)

    def _sub(self, select: Node, outer: Scope) -> Result:
        return Query(self.evaluator, select, outer, self.ctes).result()

    def _union(self) -> Result:
        left, right = (self._sub(self.select[side], self.outer) for side in ("larg", "rarg"))
        if self.select["op"] != "SETOP_UNION":
            return Result(left.columns, [], left.rows + left.maybe)
        rows = left.rows + right.rows
        return Result(left.columns, rows if self.select.get("all") else _distinct(rows), left.maybe + right.maybe)

    def _limited(self, result: Result) -> Result:
        select = self.select
        if "limitCount" not in select and "limitOffset" not in select:
            return result
        if result.maybe:
            return Result(result.columns, [], result.rows + result.maybe)
        start = self.evaluator.value(select["limitOffset"], self.outer) if "limitOffset" in select else 0
        count = self.evaluator.value(select["limitCount"], self.outer) if "limitCount" in select else None
        if not isinstance(start, int) or not (count is None or isinstance(count, int)):
            return Result(result.columns, [], result.rows)
        return Result(result.columns, result.rows[start : None if count is None else start + count], [])

    def _sort_keys(self, targets: list[Node]) -> list[Node]:
        """ORDER BY, with positions and names of the target list put in."""
        names = {t["name"]: t["val"] for t in targets if "name" in t}
        keys = []
        for node in self.select.get("sortClause", []):
            by = node["SortBy"]
            match by["node"]:
                case {"A_Const": {"ival": {"ival": position}}} if 0 < position <= len(targets):
                    by = {**by, "node": targets[position - 1]["val"]}
                case {"ColumnRef": {"fields": [{"String": {"sval": name}}]}} if name in names:
                    by = {**by, "node": names[name]}
            keys.append({"SortBy": by})
        return keys

    # ---- FROM

    def _from(self, items: list[Node], where: Node | None) -> Found:
        """Every combination of the rows of FROM; False with those that may be absent."""
        quals = _conjuncts(where)
        found: Found = iter([(Scope(self.outer), True)])
        for item in items:
            found = self._product(found, item, quals)
        return found

    def _product(self, found: Found, item: Node, quals: list[Node]) -> Found:
        for scope, certain in found:
            for inner, also in self._item(item, scope, quals):
                self.evaluator.steps += 1
                if self.evaluator.steps > MAX_ROWS:
                    raise GaveUp
                yield inner, certain and also

    def _item(self, item: Node, scope: Scope, quals: list[Node]) -> Found:
        match item:
            case {"RangeVar": fields}:
                yield from self._relation(fields, scope, quals)
            case {"JoinExpr": fields}:
                yield from self._join(fields, scope, quals)
            case {"RangeSubselect": fields}:
                kind, query = next(iter(fields["subquery"].items()))
                result = self._sub(query, scope) if kind == "SelectStmt" else Result([], [], [()])
                yield from _rows_of(result, scope, fields.get("alias", {}))
            case {"RangeFunction": fields}:
                yield from self._function(fields, scope)
            case _:
                yield scope, False

    def _relation(self, fields: Node, scope: Scope, quals: list[Node]) -> Found:
        name = range_name(fields)
        alias = fields.get("alias", {}).get("aliasname", name.name)
        if name.schema is None and name.name in self.ctes:
            yield from _rows_of(self.ctes[name.name], scope, fields.get("alias", {"aliasname": name.name}))
            return
        table = TABLES.get((name.schema or "pg_catalog", name.name))
        if table is None:
            self.is_open = True
            yield _with(scope, alias, self._open_row(name)), False
            return
        if _joins_unknown(alias, scope, quals):
            yield _with(scope, alias, Record((c, UNKNOWN) for c in table.columns)), False
            return
        hints = self._hints(alias, table, scope, quals)
        context = self.evaluator.context
        early = [qual for qual, aliases in self._qualified(quals) if alias in aliases]
        found = False
        for values in table.rows(context, hints):
            found = True
            inner = _with(scope, alias, Record(zip(table.columns, values, strict=True)))
            if self._passes(early, inner):
                yield inner, True
        if len(context.catalog.unknown):
            for row in _perhaps(context, table, hints, found):
                inner = _with(scope, alias, row)
                if self._passes(early, inner):
                    yield inner, False

    def _passes(self, quals: list[Node], scope: Scope) -> bool:
        """Whether a row may still come through; it is looked at as soon as it is joined."""
        self.evaluator.steps += 1
        if self.evaluator.steps > MAX_ROWS:
            raise GaveUp
        for qual in quals:
            test = truth(self.evaluator.value(qual, scope))
            if test is False or test is None:
                return False
        return True

    def _qualified(self, quals: list[Node]) -> list[tuple[Node, frozenset[str]]]:
        """The conditions that say of every column whose it is, with those names."""
        found = []
        for qual in quals:
            if id(qual) not in self.aliases:
                self.aliases[id(qual)] = _aliases(qual)
            if names := self.aliases[id(qual)]:
                found.append((qual, names))
        return found

    def _open_row(self, name: Name) -> Record:
        """A row of a table whose rows are not known."""
        relation = self.evaluator.context.find(name)
        columns = relation.columns if isinstance(relation, (Table, View)) else ()
        return Record((c.name, UNKNOWN) for c in columns)

    def _hints(self, alias: str, table: VirtualTable, scope: Scope, quals: list[Node]) -> Hints:
        """Equalities that tell a column of this table by what is known so far."""
        hints: Hints = {}
        for qual in quals:
            match qual:
                case {"A_Expr": {"name": [{"String": {"sval": "="}}], "lexpr": left, "rexpr": right, **more}} if (
                    more.get("kind", "AEXPR_OP") == "AEXPR_OP"
                ):
                    for column, other in ((left, right), (right, left)):
                        name = _column_of(column, alias, table)
                        if name and name not in hints:
                            value = self.evaluator.value(other, scope)
                            if value is not None and known(value):
                                hints[name] = value
        return hints

    def _join(self, fields: Node, scope: Scope, quals: list[Node]) -> Found:
        kind = fields.get("jointype", "JOIN_INNER")
        on = fields.get("quals")
        using = strings(fields.get("usingClause"))
        inner_quals = [*_conjuncts(on), *(quals if kind == "JOIN_INNER" else [])]
        for left, certain in self._item(
            fields["larg"], scope, [*quals, *(inner_quals if kind == "JOIN_INNER" else [])]
        ):
            matched: bool | None = False  # None: perhaps
            for both, also in self._product(iter([(left, True)]), fields["rarg"], inner_quals):
                test: Any = truth(self.evaluator.value(on, both)) if on else True
                if using:
                    test = _equal_columns(left, both, using)
                if test is False or test is None:
                    continue
                sure = test is True and also
                matched = True if sure or matched else None
                yield both, certain and sure
            if kind in ("JOIN_LEFT", "JOIN_FULL") and matched is not True:
                yield _null_extended(left, fields["rarg"]), certain and matched is False
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
            yield from _rows_of(values, scope, alias or {"aliasname": name})
            return
        column = (strings(alias.get("colnames")) or [alias.get("aliasname", name)])[0]
        if values is None:
            yield _with(scope, alias.get("aliasname", name), Record({column: UNKNOWN})), False
            return
        for position, value in enumerate(values, 1):
            row = Record({column: value})
            if fields.get("ordinality"):
                row[(strings(alias.get("colnames")) + ["ordinality"] * 2)[1]] = position
            yield _with(scope, alias.get("aliasname", name), row), True

    # ---- the target list

    def _columns(self, targets: list[Node], scope: Scope) -> list[str]:
        columns: list[str] = []
        for target in targets:
            columns += (
                [name for name, _ in _star(target["val"], scope)] if _is_star(target["val"]) else [_label(target)]
            )
        return columns

    def _rows(self, targets: list[Node], scope: Scope) -> list[tuple[Any, ...]]:
        """The rows that one row of FROM gives: one, or several where the target list holds a set."""
        if len(targets) == 1 and "FuncCall" in targets[0]["val"]:
            call = targets[0]["val"]["FuncCall"]
            if list_name(call["funcname"]).name in ("unnest", "generate_series"):
                values = series(self.evaluator, call, scope)
                if isinstance(values, list):
                    return [(value,) for value in values]
        row: list[Any] = []
        for target in targets:
            if _is_star(target["val"]):
                row += [value for _, value in _star(target["val"], scope)]
            else:
                row.append(self.evaluator.value(target["val"], scope))
        return [tuple(row)]

    def _grouped(self, targets: list[Node], sure: list[Scope], doubtful: list[Scope]) -> Result:
        columns = self._columns(targets, self.outer)
        keys = self.select.get("groupClause", [])
        names = {t["name"]: t["val"] for t in targets if "name" in t}
        groups: dict[str, list[Scope]] = {}
        for scope in sure:
            values = [self.evaluator.value(_group_key(key, names, targets), scope) for key in keys]
            groups.setdefault(repr(values), []).append(scope)
        if not keys and not groups:
            groups[""] = []
        rows: list[tuple[Any, ...]] = []
        maybe: list[tuple[Any, ...]] = []
        for members in groups.values():
            scope = Scope(members[0] if members else self.outer)
            scope.group = None if doubtful else members
            test = (
                truth(self.evaluator.value(self.select["havingClause"], scope))
                if "havingClause" in self.select
                else True
            )
            if test is True or test is UNKNOWN:
                row = tuple(self.evaluator.value(t["val"], scope) for t in targets)
                (rows if test is True else maybe).append(row)
        if doubtful and keys:
            return Result(columns, [], [*rows, *maybe, tuple(UNKNOWN for _ in targets)])
        return Result(columns, rows, maybe)


def series(evaluator: Evaluator, call: Node, scope: Scope) -> list[Any] | Result | None:
    """What a set-returning function gives; None where it can't be known."""
    name = list_name(call["funcname"]).name
    arguments = evaluator.values(call.get("args"), scope)
    match name, arguments:
        case "unnest", [value]:
            if isinstance(value, str) and known(value):
                value = array_of(value)
            return value if isinstance(value, list) else [] if value is None else None
        case "generate_series", [int(first), int(last), *step] if last - first < 10_000:
            return list(range(first, last + 1, step[0] if step and isinstance(step[0], int) and step[0] > 0 else 1))
        case "pg_event_trigger_ddl_commands", []:
            commands = scope.look_up(["pg_event_trigger_ddl_commands()"])
            if isinstance(commands, list) and commands:
                return Result(list(commands[0]), [tuple(c.values()) for c in commands], [])
            return Result([], [], []) if isinstance(commands, list) else None
        case "string_to_table", [str(text), str(separator)]:
            return list(text.split(separator))
    return None


def _with(scope: Scope, alias: str, row: Record) -> Scope:
    made = Scope(scope.outer)
    made.rows = {**scope.rows, alias: row}
    return made


def _rows_of(result: Result, scope: Scope, alias: Node) -> Found:
    name = alias.get("aliasname", "?")
    columns = strings(alias.get("colnames"))
    columns = columns + result.columns[len(columns) :]
    for rows, certain in ((result.rows, True), (result.maybe, False)):
        for row in rows:
            yield _with(scope, name, Record(zip(columns, row, strict=False))), certain


def _joins_unknown(alias: str, scope: Scope, quals: list[Node]) -> bool:
    """Whether this table is joined by a column whose value is unknown: one row stands for all then."""
    for qual in quals:
        match qual:
            case {
                "A_Expr": {
                    "name": [{"String": {"sval": "="}}],
                    "lexpr": {"ColumnRef": {"fields": [{"String": {"sval": left}}, {"String": {"sval": left_column}}]}},
                    "rexpr": {
                        "ColumnRef": {"fields": [{"String": {"sval": right}}, {"String": {"sval": right_column}}]}
                    },
                }
            }:
                for mine, other, column in ((left, right, right_column), (right, left, left_column)):
                    if mine == alias and other in scope.rows and scope.rows[other].get(column) is UNKNOWN:
                        return True
    return False


_OF_RELATION = ("attrelid", "conrelid", "tgrelid", "polrelid", "indrelid")


def _perhaps(context: Context, table: VirtualTable, hints: Hints, found: bool) -> Iterator[Record]:
    """Rows that may be there because something was not followed."""
    catalog = context.catalog
    if found and ("oid" in hints or "indexrelid" in hints):
        return
    seen = {(u.schema, u.name) for u in catalog.unknown if u.aspect in (table.aspect, "all")}
    on = next((catalog.relation(int(hints[c])) for c in _OF_RELATION if isinstance(hints.get(c), int)), None)
    for schema, name in sorted(seen, key=str)[:50]:
        if on is not None and (schema not in (None, on.schema) or name not in (None, on.name)):
            continue
        row = Record((c, UNKNOWN) for c in table.columns)
        row.update((c, v) for c, v in ((table.schema, schema), (table.name, name)) if c and v)
        yield row


def _aliases(qual: Node) -> frozenset[str]:
    """The aliases that a condition names; empty where a column stands alone or a sub-select is in it."""
    names = set()
    for kind, fields in walk(qual):
        if kind == "SubLink":
            return frozenset()
        if kind == "ColumnRef":
            parts = fields["fields"]
            if len(parts) < 2 or "String" not in parts[-2]:
                return frozenset()
            names.add(parts[-2]["String"].get("sval", ""))
    return frozenset(names)


def _null_extended(left: Scope, item: Node) -> Scope:
    """A row of the left side without a partner: the columns of the right are NULL."""
    if "RangeVar" not in item:
        return left
    name = range_name(item["RangeVar"])
    table = TABLES.get((name.schema or "pg_catalog", name.name))
    alias = item["RangeVar"].get("alias", {}).get("aliasname", name.name)
    return _with(left, alias, Record((c, None) for c in table.columns)) if table else left


def _conjuncts(node: Node | None) -> list[Node]:
    """The conditions that AND joins."""
    match node:
        case None:
            return []
        case {"BoolExpr": {"boolop": "AND_EXPR", "args": args}}:
            return [part for arg in args for part in _conjuncts(arg)]
    return [node]


def _column_of(node: Node, alias: str, table: VirtualTable) -> str | None:
    """The column of this table that a tree is; a cast to text or name keeps it one."""
    match node:
        case {"ColumnRef": {"fields": [{"String": {"sval": name}}]}} if name in table.columns:
            return str(name)
        case {"ColumnRef": {"fields": [{"String": {"sval": qualifier}}, {"String": {"sval": name}}]}} if (
            qualifier == alias
        ):
            return str(name) if name in table.columns else None
    return None


def _equal_columns(left: Scope, both: Scope, names: list[str]) -> Any:
    right = [row for alias, row in both.rows.items() if alias not in left.rows]
    tests = [compare("=", left.look_up([n]), right[-1].get(n, UNKNOWN)) for n in names] if right else []
    return all(t is True for t in tests) if all(isinstance(t, bool) for t in tests) else UNKNOWN


def _aggregates(targets: list[Node]) -> bool:
    """Whether the target list holds an aggregate of this query (not of a sub-select)."""
    stack: list[Any] = [t["val"] for t in targets]
    while stack:
        node = stack.pop()
        if isinstance(node, list):
            stack.extend(node)
        elif isinstance(node, dict):
            if "SubLink" in node:
                continue
            call = node.get("FuncCall")
            if call and list_name(call["funcname"]).name in AGGREGATES and "over" not in call:
                return True
            stack.extend(v for v in node.values() if isinstance(v, (dict, list)))
    return False


def _group_key(key: Node, names: dict[str, Node], targets: list[Node]) -> Node:
    match key:
        case {"A_Const": {"ival": {"ival": position}}} if 0 < position <= len(targets):
            return dict(targets[position - 1]["val"])
        case {"ColumnRef": {"fields": [{"String": {"sval": name}}]}} if name in names:
            return names[name]
    return key


def _is_star(node: Node) -> bool:
    return "ColumnRef" in node and "A_Star" in node["ColumnRef"]["fields"][-1]


def _star(node: Node, scope: Scope) -> list[tuple[str, Any]]:
    """The columns that * or alias.* stands for."""
    fields = node["ColumnRef"]["fields"]
    rows = [scope.rows.get(strings(fields[:1])[0], Record())] if len(fields) > 1 else list(scope.rows.values())
    return [pair for row in rows for pair in row.items()]


def _label(target: Node) -> str:
    """The name that PostgreSQL gives a column of the target list."""
    if "name" in target:
        return str(target["name"])
    node = target.get("val", {})
    while "TypeCast" in node:
        node = node["TypeCast"]["arg"]
    match node:
        case {"ColumnRef": {"fields": parts}}:
            return strings(parts)[-1]
        case {"FuncCall": {"funcname": parts}}:
            return strings(parts)[-1]
        case {"CoalesceExpr": _}:
            return "coalesce"
        case {"SubLink": {"subLinkType": "EXISTS_SUBLINK"}}:
            return "exists"
    return "?column?"


def _distinct(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    return list({repr(row): row for row in rows}.values())


def reads_catalog_only(select: Node) -> bool:
    """Whether a query reads nothing but tables that the replay answers for."""
    return all(
        (fields.get("schemaname") or "pg_catalog", fields.get("relname")) in TABLES
        for kind, fields in walk(select)
        if kind == "RangeVar"
    )
