"""Whether a role may run a query: what it reads, writes and calls (ExecCheckPermissions in executor/execMain.c)."""

from __future__ import annotations

from collections.abc import Iterable

from ...analysis.query import QueryAnalysis
from ...catalog import Catalog, Relation, Role, Table, View
from ...record import Value
from ...syntax.source import Node
from ...syntax.tree import Name, clip, range_name, strings, unwrap
from ..state.context import Context
from .role_rights import holds, holds_on_columns, limited, limited_role, refuse_use_of_schema

_CHANGES = {"InsertStmt": "INSERT", "UpdateStmt": "UPDATE", "DeleteStmt": "DELETE", "MergeStmt": ""}
QUERIES = frozenset({"SelectStmt", *_CHANGES})
NO_COLUMNS: frozenset[int] = frozenset()


class Asked(Value):
    """A privilege on a relation that a statement needs; on these columns, if not on any one."""

    relation: Relation
    privilege: str
    columns: frozenset[int] = NO_COLUMNS


class _ReadRelations(QueryAnalysis):
    """An analysis that also remembers which relations a query names, and where."""

    __slots__ = ("named",)

    def __init__(self, catalog: Catalog, path: tuple[str, ...]) -> None:
        super().__init__(catalog, path)
        self.named: list[tuple[Relation, Node]] = []

    def relation(self, name: Name, node: Node | None = None) -> Relation | None:
        found = super().relation(name, node)
        if found is not None and node is not None and "relname" in node:
            self.named.append((found, node))
        return found


def refuse_query(context: Context, role: Role, query: Node) -> None:
    """Refuse (42501) a query or a change of rows that a role may not run."""
    _run(context, role, query, context.session.schemas)


def refuse_copy(context: Context, role: Role, node: Node) -> None:
    """COPY of a query, or of the columns of a table (DoCopy in commands/copy.c)."""
    if "query" in node:
        refuse_query(context, role, node["query"])
        return
    relation = context.find(range_name(node["relation"]))
    if not isinstance(relation, (Table, View)):
        return
    names = [clip(name) for name in strings(node.get("attlist"))]
    columns = [c for c in relation.columns if c.name in names or (not names and not c.generated)]
    privilege = "INSERT" if node.get("is_from") else "SELECT"
    _require(context, role, [Asked(relation, privilege, frozenset(c.attnum for c in columns))])


def _run(context: Context, role: Role, query: Node, path: tuple[str, ...], seen: frozenset[int] = frozenset()) -> None:
    """Refuse a query or a change of rows; a view's own query runs with its owner's rights, or those of its reader."""
    analysis = _ReadRelations(context.catalog, path)
    analysis.query(query)
    _, fields = unwrap(query)
    targets: dict[int, Relation] = {}
    read: list[Relation] = []
    changes = list(_changes(query))
    places = {id(change["relation"]) for _, change in changes}
    for relation, range_var in analysis.named:
        if range_var.get("schemaname") and not seen:
            refuse_use_of_schema(context, relation.schema, "USAGE", range_var.get("location"))
        if id(range_var) in places:
            targets[id(range_var)] = relation
        else:
            read.append(relation)
    for change_kind, change in changes:
        if (target := targets.get(id(change["relation"]))) is not None:
            asked = list(_writes(change_kind, change, target))
            # In MERGE ... INSERT a bare name is the source's alone, and EXCLUDED isn't the table.
            columns = _columns_read(analysis, target)
            if change_kind in ("UpdateStmt", "DeleteStmt") and columns:
                asked.append(Asked(target, "SELECT", columns))
            _require(context, role, asked)
            if isinstance(target, View):
                _write_view(context, target, asked)
    _require(context, role, [Asked(relation, "SELECT", _columns_read(analysis, relation)) for relation in read])
    if _locks_rows(fields):
        _require(context, role, [Asked(relation, "UPDATE") for relation in read])
    for relation in read:
        if isinstance(relation, View) and relation.kind == "view" and relation.oid not in seen:
            _run_view(context, relation, seen | {relation.oid}, _locks_rows(fields))
    for call in analysis.calls:
        routine = call.routine
        if routine is not None and routine.origin and not holds(context, role, routine, ("EXECUTE",)):
            message = f"permission denied for {routine.kind} {routine.name}"
            context.refuse("42501", message, subject=routine.name, names=(routine.name,))


def _reader(context: Context, view: View) -> Role | None:
    """Return with whose rights a view reads its tables: those of the user with security_invoker, also of a view inside
    another one, else the owner's (RelationBuildRuleLock ... checkAsUser, rewrite/rewriteHandler.c)."""
    return limited_role(context) if view.flag("security_invoker") else limited(context, view.owner)


def _run_view(context: Context, view: View, seen: frozenset[int], locks: bool) -> None:
    reader = _reader(context, view)
    if reader is None or not view.columns_known:
        return
    query = view.query.node
    if locks and (select := query.get("SelectStmt")) is not None and "lockingClause" not in select:
        query = {"SelectStmt": {**select, "lockingClause": [{"LockingClause": {}}]}}  # markQueryForLocking
    _run(context, reader, query, view.query.path, seen)


def _write_view(context: Context, view: View, asked: list[Asked]) -> None:
    """Refuse to change the table under an automatically updatable view (rewriteTargetView in
    rewrite/rewriteHandler.c): it takes the same privileges, on the columns that the view's stand for."""
    reader, catalog = _reader(context, view), context.catalog
    instead = any(t.timing == "INSTEAD OF" for t in catalog.triggers_of(view.oid))
    ruled = any(other.kind == "rule" for other in catalog.others.by("depends", view.oid))
    select = view.query.node.get("SelectStmt", {})
    if reader is None or instead or ruled or not view.columns_known or view.kind != "view":
        return
    match select.get("fromClause"):
        case [{"RangeVar": range_var}]:
            base = QueryAnalysis(catalog, view.query.path).relation(range_name(range_var))
        case _:
            return
    if not isinstance(base, (Table, View)):
        return
    under = _columns_under(select, base)
    inner = [
        Asked(base, wanted.privilege, frozenset(under[n - 1] for n in wanted.columns if 0 < n <= len(under)) - {0})
        for wanted in asked
    ]
    _require(context, reader, inner)
    if isinstance(base, View) and base.oid != view.oid:
        _write_view(context, base, inner)


def _columns_under(select: Node, base: Table | View) -> list[int]:
    """Return the attnums of a table's columns in the order of a view's, 0 for an expression."""
    found: list[int] = []
    for target in select.get("targetList", ()):
        match target["ResTarget"]["val"]:
            case {"ColumnRef": {"fields": [*_, {"A_Star": _}]}}:
                found += [column.attnum for column in base.columns]
            case {"ColumnRef": {"fields": [*_, {"String": {"sval": str(name)}}]}}:
                column = base.column(clip(name))
                found.append(column.attnum if column else 0)
            case _:
                found.append(0)
    return found


def _columns_read(analysis: QueryAnalysis, relation: Relation) -> frozenset[int]:
    return frozenset(ref.attnum for ref in analysis.refs if ref.oid == relation.oid and ref.attnum > 0)


def _changes(query: Node) -> Iterable[tuple[str, Node]]:
    """Return the statements that change rows: the query itself, and those in its WITH."""
    kind, fields = unwrap(query)
    if kind in _CHANGES:
        yield kind, fields
    for cte in fields.get("withClause", {}).get("ctes", ()):
        yield from _changes(cte["CommonTableExpr"]["ctequery"])


def _locks_rows(fields: Node) -> bool:
    """Return whether a SELECT ends in FOR UPDATE or the like, of all its relations."""
    return any("lockedRels" not in clause["LockingClause"] for clause in fields.get("lockingClause", ()))


def _writes(kind: str, fields: Node, target: Relation) -> Iterable[Asked]:
    """Return which privileges a change needs on its table, and on which columns."""
    if kind == "MergeStmt":
        for wrapped in fields.get("mergeWhenClauses", ()):
            clause = wrapped["MergeWhenClause"]
            command = clause.get("commandType", "").removeprefix("CMD_")
            if command in ("INSERT", "UPDATE", "DELETE"):
                yield Asked(target, command, _attnums(target, clause.get("targetList")))
        return
    columns = _attnums(target, fields.get("cols" if kind == "InsertStmt" else "targetList"))
    rows = fields.get("selectStmt", {}).get("SelectStmt", {}).get("valuesLists")
    if kind == "InsertStmt" and "cols" not in fields and rows and isinstance(target, (Table, View)):
        columns = frozenset(c.attnum for c in target.columns[: len(rows[0]["List"]["items"])])
    yield Asked(target, _CHANGES[kind], columns)
    conflict = fields.get("onConflictClause", {})
    if conflict.get("action") == "ONCONFLICT_UPDATE":
        yield Asked(target, "UPDATE", _attnums(target, conflict.get("targetList")))
    elements = [e["IndexElem"] for e in conflict.get("infer", {}).get("indexElems", ())]
    if names := {clip(e["name"]) for e in elements if "name" in e}:
        yield Asked(target, "SELECT", _numbers(target, names))


def _attnums(target: Relation, targets: list[Node] | None) -> frozenset[int]:
    return _numbers(target, {clip(t["ResTarget"]["name"]) for t in targets or () if "name" in t["ResTarget"]})


def _numbers(target: Relation, names: set[str]) -> frozenset[int]:
    columns = target.columns if isinstance(target, (Table, View)) else ()
    return frozenset(c.attnum for c in columns if c.name in names)


def _require(context: Context, role: Role, asked: Iterable[Asked]) -> None:
    for wanted in asked:
        relation, privilege = wanted.relation, wanted.privilege
        if not is_judged(context, relation):
            continue
        if isinstance(relation, (Table, View)) and privilege != "DELETE":
            allowed = holds_on_columns(context, role, relation, privilege, wanted.columns)
        else:
            allowed = holds(context, role, relation, (privilege,))
        if not allowed:
            refuse_relation(context, relation)


def is_judged(context: Context, relation: Relation) -> bool:
    """Return whether the grants on a relation that the migrations made are known."""
    if relation.origin is None or relation.extension is not None or not context.catalog.knows("existence", relation):
        return False
    return context.catalog.knows("grants", relation) and not (isinstance(relation, Table) and relation.assumed)


def refuse_relation(context: Context, relation: Relation, location: int | None = None) -> None:
    """Refuse (42501) what a role may not do with a relation."""
    kind = relation.kind.removeprefix("partitioned ")
    message = f"permission denied for {kind} {relation.name}"
    context.refuse("42501", message, location, relation.oid, names=(relation.name,))
