"""The items of FROM: relations, sub-selects, functions and joins."""

from __future__ import annotations

from ..catalog import Catalog, DataType, Ref
from ..syntax.source import Node
from ..syntax.tree import Name, items, list_name, range_name, strings, unwrap
from .analysis import AbsentRelation, Analysis
from .expression_types import read, read_condition, type_of
from .function_types import is_builtin, set_columns
from .routine_calls import columns_returned, returned
from .scope import Columns, Item, Output, Scope, Source, relation_source, renamed, row_columns, system_source


def add_item(node: Node, scope: Scope, analysis: Analysis) -> Item:
    """Add an item of FROM to the scope."""
    kind, fields = unwrap(node)
    if kind == "JoinExpr":
        return _join(fields, scope, analysis)
    if kind == "RangeVar":
        source = _relation(fields, scope, analysis)
    elif kind == "RangeSubselect":
        source = _sub_select(fields, scope, analysis)
    elif kind == "RangeFunction":
        source = _function(fields, scope, analysis)
    elif kind == "RangeTableSample":
        read(fields.get("args"), scope, analysis)
        source = _relation(fields["relation"]["RangeVar"], scope, analysis)
    else:  # XMLTABLE, JSON_TABLE
        read(fields, scope, analysis)
        source = Source(fields.get("alias", {}).get("aliasname", ""), (), False)
    scope.sources.append(source)
    return Item([source], source.known and source.is_listed)


def _aliased(source: Source, alias: Node | None) -> Source:
    """Return a source under another name, with other names for its columns if those are given."""
    if not alias:
        return source
    names = strings(alias.get("colnames"))
    columns = None if source.relation is not None and not names else source.columns
    if columns is not None and names:
        columns = renamed(columns, names)
    made = Source(alias["aliasname"], columns, source.known, "", source.relation, source.whole)
    made.is_listed = source.is_listed
    return made


def _relation(fields: Node, scope: Scope, analysis: Analysis) -> Source:
    name = range_name(fields)
    alias = fields.get("alias")
    if name.schema is None:
        found, cte = scope.cte(name.name)
        if found:
            return _aliased(cte or Source(name.name, (), False), alias)
    relation = analysis.relation(name, fields)
    if relation is None and (system := system_source(name)) is not None:
        analysis.reads_system = True
        return _aliased(system, alias)
    if relation is None:
        analysis.absent_relations.append(AbsentRelation(name, fields.get("location")))
        return _aliased(Source(name.name, (), False, name.schema or ""), alias)
    analysis.refs.add(Ref(relation.oid))
    return _aliased(relation_source(relation), alias)


def _sub_select(fields: Node, scope: Scope, analysis: Analysis) -> Source:
    """Return a sub-select in FROM, which sees the items before it only if it is LATERAL, but always WITH."""
    around = scope
    if not fields.get("lateral"):
        around = Scope(scope.parent)
        around.ctes = scope.ctes
    columns, known = analysis.query(fields["subquery"], around)
    return _aliased(Source("", columns, known), fields.get("alias"))


def _function(fields: Node, scope: Scope, analysis: Analysis) -> Source:
    """Return functions in FROM; they see the items before them."""
    alias = fields.get("alias") or {}
    columns: Columns = []
    known = True
    name = ""
    whole: DataType | None = None
    calls = [part for entry in fields["functions"] for part in _calls(entry["List"]["items"])]
    single = alias.get("aliasname") if len(calls) == 1 else None  # chooseScalarFunctionAlias in parse_relation.c
    for call, definitions in calls:
        own = items(definitions[0]) if definitions else []
        written = own or fields.get("coldeflist") or []
        name, found, whole = _returned_columns(call, written, scope, analysis, single)
        known = known and found is not None
        columns += found or []
    if fields.get("ordinality"):
        columns.append(Output("ordinality", DataType("int8")))
    if fields.get("ordinality") or len(calls) > 1:
        whole = DataType("record")
    source = Source(name, columns if known else (), known, whole=whole)
    return _aliased(source, alias) if alias else source


def _calls(entry: list[Node]) -> list[tuple[Node, list[Node]]]:
    """Return a call with its column definitions; unnest() of several arrays is one call for each of them
    (transformRangeFunction in parser/parse_clause.c)."""
    call, *definitions = entry
    match call:
        case {"FuncCall": {"funcname": [{"String": {"sval": "unnest"}}], "args": [_, _, *_] as arrays} as fields}:
            return [({"FuncCall": {**fields, "args": [one]}}, []) for one in arrays]
    return [(call, definitions)]


def _returned_columns(
    call: Node, definitions: list[Node], scope: Scope, analysis: Analysis, alias: str | None
) -> tuple[str, Columns | None, DataType | None]:
    """Return the name of one function in FROM, its columns, and its result; None where they aren't known."""
    match call:
        case {"FuncCall": fields}:
            written = list_name(fields["funcname"])
        case _:
            fields, written = {}, Name(None, "")
    result = type_of(call, scope, analysis)
    name = written.name
    if definitions:
        return name, [_defined(d["ColumnDef"], analysis) for d in definitions], result
    columns: list[tuple[str | None, DataType | None]] | None = None
    if not fields:
        columns = [(None, result)]
    else:
        arguments = fields.get("args") or []
        types = [type_of(n, scope, analysis) for n in arguments]
        if written.schema in (None, "pg_catalog") and is_builtin(name):
            if name == "unnest" and not _is_scalar(result, analysis.catalog):
                return name, row_columns(result, analysis.catalog), result
            columns = set_columns(name, types)
        elif routine := analysis.routine(written, fields, types):
            columns = columns_returned(routine)
            gives = returned(routine, types)
            if columns is None and (row := row_columns(gives, analysis.catalog)) is not None:
                return name, row, result
            if columns is None and gives is not None and not gives.oid and gives.name != "record":
                columns = [(None, gives)]
    if columns is None:
        return name, None, result
    return name, [Output(n or alias or name, t) for n, t in columns], result


def _is_scalar(type: DataType | None, catalog: Catalog) -> bool:
    """Return whether a type certainly has no fields."""
    if type is None or not type.oid:
        return type is not None and type.schema == "pg_catalog" and type.name != "record"
    row = catalog.type(type.oid)
    return row is not None and row.kind in ("enum", "range")


def _defined(definition: Node, analysis: Analysis) -> Output:
    return Output(definition["colname"], analysis.written_type(definition["typeName"]))


def _join(fields: Node, scope: Scope, analysis: Analysis) -> Item:
    """Return a join; columns of USING come first and once (PostgreSQL docs, 7.2.1.1)."""
    before = len(scope.sources)
    left = add_item(fields["larg"], scope, analysis)
    right = add_item(fields["rarg"], scope, analysis)
    known = left.known and right.known
    names = strings(fields.get("usingClause"))
    if fields.get("isNatural"):
        of_right = {c.name for c in right.columns}
        names = [c.name for c in left.columns if c.name in of_right] if known else []
    columns = _merged(left, right, names, analysis) if names else None
    if columns is not None and "join_using_alias" in fields:
        scope.qualifiers.append(Source(fields["join_using_alias"]["aliasname"], columns[: len(names)], known))
    if "quals" in fields:
        inside = Scope(scope.parent)  # it sees the items of its own join only
        inside.ctes, inside.qualifiers, inside.complete = scope.ctes, scope.qualifiers, True
        inside.sources, inside.items = left.sources + right.sources, [left, right]
        read_condition(fields["quals"], inside, "JOIN/ON", analysis)
    if columns is None and (left.merged or right.merged or "alias" in fields):
        columns = [*left.columns, *right.columns]
    if alias := fields.get("alias"):
        source = _aliased(Source("", columns, known), alias)
        del scope.sources[before:]
        scope.sources.append(source)
        return Item([source], known)
    return Item(left.sources + right.sources, known, columns)


def _merged(left: Item, right: Item, names: list[str], analysis: Analysis) -> Columns:
    """Return the columns of a join with USING."""
    by_name = [{c.name: c for c in reversed(item.columns)} for item in (left, right)]
    merged: Columns = []
    for name in names:
        both = [columns[name] for columns in by_name if name in columns]
        if both:
            analysis.use(both)
            merged.append(both[0])
    rest = [c for item in (left, right) for c in item.columns if c.name not in names]
    return merged + rest
