"""Which object every name in a stored expression means.

PostgreSQL stores oids and attnums; the catalog keeps trees with names, and the objects that they meant when they were
read. Reading such a tree again finds the same objects: a name means one of those first of all, so that what was made
later in the search path, or a column that was added since, is not taken for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..catalog import Catalog, DataType, Expression, Ref, Relation, Routine, Table, Type, View
from ..record import Draft, field
from ..syntax.source import Node
from ..syntax.tree import Name, clip, list_name, strings, unwrap
from .expression_types import read
from .query import QueryAnalysis
from .routine_calls import choose, inputs_of
from .scope import Columns, Output, Scope, Source, row_columns

_BUILTIN = "pg_catalog"


class Reference(Draft):
    """What a ColumnRef means: a column (None for a whole row or a system column), and the item of FROM if it is
    named."""

    column: Output | None
    source: Source | None


class Bindings(Draft):
    """The meanings of names in one tree, by the identity of the nodes that hold them."""

    relations: dict[int, Relation] = field(default_factory=dict)
    """RangeVars, and constants like those of nextval."""
    references: dict[int, Reference] = field(default_factory=dict)
    """ColumnRefs."""
    fields: dict[int, Ref] = field(default_factory=dict)
    """Strings that name fields of composite values."""
    routines: dict[int, Routine] = field(default_factory=dict)
    """FuncCalls."""
    types: dict[int, Type | Relation] = field(default_factory=dict)
    """TypeNames: the type, or the relation whose row type it is."""
    stars: dict[int, list[tuple[str, Output]]] = field(default_factory=dict)
    """ResTargets that are a * : the item of FROM ("" if no name is needed) and the column."""
    grown: set[int] = field(default_factory=set)
    """Those of `stars` that would mean more columns now."""
    targets: dict[int, Table | View] = field(default_factory=dict)
    """ResTargets of INSERT and UPDATE: the relation whose column they name."""


def bindings_of(
    expression: Expression, catalog: Catalog, relation: Table | View | None = None, is_when: bool = False
) -> BoundNames:
    """Return what the names in a stored expression mean: one over the columns of `relation`, or a whole query.

    The condition of a trigger (`is_when`) reads NEW and OLD instead.
    """
    bound = BoundNames(catalog, expression, relation)
    scope = Scope()
    if bound.row is not None and not is_when:
        scope.sources.append(bound.row)
    read(expression.node, scope, bound)
    return bound


class BoundNames(QueryAnalysis):
    """An analysis that keeps what each name means."""

    __slots__ = ("bindings", "pinned", "pinned_relations", "pinned_routines", "pinned_types")

    def __init__(self, catalog: Catalog, expression: Expression, relation: Table | View | None) -> None:
        super().__init__(catalog, expression.path, relation)
        self.bindings = Bindings()
        self.pinned = expression.depends
        self.pinned_relations: dict[str, list[Relation]] = {}
        self.pinned_routines: dict[str, list[Routine]] = {}
        self.pinned_types: dict[str, list[tuple[str, int]]] = {}
        for oid in {ref.oid for ref in expression.depends}:
            if found := catalog.relation(oid):
                self.pinned_relations.setdefault(found.name, []).append(found)
                self.pinned_types.setdefault(found.name, []).append((found.schema, oid))
            elif routine := catalog.routine(oid):
                self.pinned_routines.setdefault(routine.name, []).append(routine)
            elif type := catalog.type(oid):
                self.pinned_types.setdefault(type.name, []).append((type.schema, oid))

    # ---- look-ups

    def relation(self, name: Name, node: Node | None = None) -> Relation | None:
        wanted = self.pinned_relations.get(clip(name.name), ())
        found = [r for r in wanted if name.schema in (None, r.schema)]
        relation = found[0] if len(found) == 1 else super().relation(name)
        if relation is not None and node is not None:
            self.bindings.relations[id(node)] = relation
        return relation

    def routine(self, name: Name, fields: Node, types: list[DataType | None]) -> Routine | None:
        found = super().routine(name, fields, types)
        if found is None or Ref(found.oid) not in self.pinned:
            read_then = [r for r in self.pinned_routines.get(name.name, ()) if name.schema in (None, r.schema)]
            names = [n["NamedArgExpr"]["name"] for n in fields.get("args") or () if "NamedArgExpr" in n]
            found = choose(read_then, types, names) or found
        if found is not None:
            self.bindings.routines[id(fields)] = found
        return found

    def written_type(self, type_name: Node) -> DataType | None:
        found = super().written_type(type_name)
        if found is None or found.schema != _BUILTIN:
            name = list_name(type_name.get("names") or [])
            read_then = [oid for schema, oid in self.pinned_types.get(name.name, ()) if name.schema in (None, schema)]
            oid = read_then[0] if len(read_then) == 1 else found.oid if found else 0
            type = self.catalog.type(oid) or self.catalog.relation(oid)
            if type is not None and not type_name.get("pct_type"):
                self.bindings.types[id(type_name)] = type
        return found

    # ---- what is noted

    def bind(self, reference: Node, columns: Sequence[Output], source: Source | None = None) -> None:
        self.bindings.references[id(reference)] = Reference(columns[0] if columns else None, source)

    def bind_field(self, name: Node, row: DataType | None) -> None:
        if row is None or not row.oid:
            return
        for column in row_columns(row, self.catalog) or ():
            if column.name == name.get("sval") and column.ref is not None:
                self.bindings.fields[id(name)] = column.ref

    def star(self, qualifier: list[str], scope: Scope) -> Columns | None:
        found = super().star(qualifier, scope)
        return None if found is None else [c for c in found if self._was_there(c)]

    def _was_there(self, column: Output) -> bool:
        """Return whether a * meant a column: one that was added later is not among what was read."""
        return column.ref is None or column.ref in self.pinned

    def targets(self, nodes: list[Node], scope: Scope) -> tuple[Columns, bool]:
        for node in nodes:
            target = node["ResTarget"]
            kind, fields = unwrap(target["val"])
            if kind == "ColumnRef" and "A_Star" in fields["fields"][-1]:
                qualifier = strings(fields["fields"])[:-1]
                columns = self._starred(qualifier, scope)
                if columns is not None:
                    meant = [(name, column) for name, column in columns if self._was_there(column)]
                    self.bindings.stars[id(target)] = meant
                    if len(meant) != len(columns):
                        self.bindings.grown.add(id(target))
                self.bind_star(fields, scope)
        return super().targets(nodes, scope)

    def bind_star(self, fields: Node, scope: Scope) -> None:
        """Note the item of FROM before the dot of a *."""
        parts = strings(fields["fields"])
        if len(parts) > 1 and (source := scope.source(parts[-2], parts[-3] if len(parts) > 2 else None)):
            self.bind(fields, (), source)

    def _starred(self, qualifier: list[str], scope: Scope) -> list[tuple[str, Output]] | None:
        """Return the columns that a * means now, each with the name of its item in FROM; None if not all are known."""
        columns = super().star(qualifier, scope)
        if columns is None:
            return None
        if qualifier:
            return [(qualifier[-1], column) for column in columns]
        found: list[tuple[str, Output]] = []
        for item in scope.items:
            if item.merged:
                for column in item.columns:
                    owners = [s.name for s in item.sources if s.column(column.name) is not None]
                    found.append((owners[0] if len(owners) == 1 else "", column))
            else:
                found += [(source.name, column) for source in item.sources for column in source.columns]
        return found

    def change(self, fields: Node, parent: Scope | None) -> tuple[Columns, bool]:
        found = super().change(fields, parent)
        relation = self.bindings.relations.get(id(fields.get("relation")))
        if isinstance(relation, (Table, View)):
            for clause in ("cols", "targetList"):
                for target in fields.get(clause) or ():
                    self.bindings.targets[id(target["ResTarget"])] = relation
        return found


def constants_of(bound: BoundNames, oid: int) -> Iterator[Node]:
    """Yield the constants in a tree that are read as values of a type: {"A_Const": ...}."""
    for cast in bound.casts:
        if cast.target.oid == oid:
            yield from _constants(cast.node["arg"])
    for use in bound.operations:
        left, right = use.node.get("lexpr"), use.node.get("rexpr")
        if use.left is not None and use.left.oid == oid and right:
            yield from _constants(right)
        if use.right is not None and use.right.oid == oid and left:
            yield from _constants(left)
        if use.left is not None and use.left.oid == oid and "expr" in use.node:  # CASE x WHEN 'label'
            yield from _constants(use.node["expr"])
    for call in bound.calls:
        wanted = inputs_of(call.routine).types if call.routine else ()
        for argument, type in zip(call.node.get("args") or (), wanted, strict=False):
            if type is not None and type.oid == oid:
                yield from _constants(argument)
    for constant in bound.constants:
        if constant.type.oid == oid:
            yield from _constants(constant.node)


def _constants(node: Node) -> Iterator[Node]:
    match node:
        case {"A_Const": _}:
            yield node
        case {"List": {"items": nodes}} | {"A_ArrayExpr": {"elements": nodes}}:
            for each in nodes:
                yield from _constants(each)
