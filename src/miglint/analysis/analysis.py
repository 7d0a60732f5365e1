"""What one walk over an expression or query notes: what it reads, what isn't there, and what it does with types."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from typing import Literal, NamedTuple

from ..catalog import Catalog, Column, DataType, Ref, Relation, Routine, Table, View
from ..record import Value
from ..syntax.source import Node
from ..syntax.tokens import tokens, unquote
from ..syntax.tree import Name, clip, constant_or, first_location, strings
from .operator_types import common_type
from .routine_calls import routine_of
from .scope import UNKNOWN, Columns, Output, Scope, Source, relation_source
from .written_types import TEMPORARY, written_type

Type = DataType | None
"""A type; None if it can't be derived."""


class AbsentRelation(Value):
    """A relation that isn't in the catalog, and where the tree names it."""

    name: Name
    location: int | None


class AbsentType(Value):
    """A type of a cast that isn't in the catalog."""

    name: Name
    location: int | None


class AbsentColumn(Value):
    """A column that no item of FROM has."""

    parts: tuple[str, ...]
    location: int | None
    relation: Relation | None = None
    """The table or view that should have it, if a name identifies one."""
    no_item: bool = False
    """Whether there is not even an item of the name before the dot."""


class AbsentCall(Value):
    """A call that no routine of the catalog explains."""

    name: Name
    node: Node
    arguments: int
    """How many arguments it has."""


class DoubledName(Value):
    """A bare name of a column that is a variable of the body as well."""

    name: str
    location: int | None


class OperatorUse(Value):
    """An operator with the types of its operands; `left` is None for a prefix operator too."""

    node: Node
    operator: str
    left: Type
    right: Type


class CallUse(Value):
    """A call with the types of its arguments."""

    name: Name
    node: Node
    types: list[Type]
    routine: Routine | None
    """The one routine of the catalog that it may mean by the number of its arguments."""


class CastUse(Value):
    """A cast: from which type to which."""

    node: Node
    given: Type
    target: DataType


class WrongCondition(Value):
    """A condition that is not boolean, and its clause."""

    clause: str
    node: Node
    type: DataType


class ReadConstant(Value):
    """A string constant and the type that PostgreSQL reads it as."""

    node: Node
    type: DataType


class MixedTypes(Value):
    """The types, in CASE and the like, whose common type is not clear."""

    clause: str
    node: Node
    types: list[Type]
    """None at all where the numbers of columns differ (UNION)."""


class WrongQuery(Value):
    """What PostgreSQL refuses in a query whose names and types are all there."""

    sqlstate: str
    message: str
    location: int | None


class Comparison(NamedTuple):
    """Values that are sorted or told apart."""

    type: Type
    what: Literal["equality", "ordering"]
    node: Node


class StoredValue(Value):
    """What is to be a column's default or generated value, with its type."""

    column: Column
    clause: str
    type: Type
    node: Node


class Analysis(ABC):
    """What a walk over an expression or query notes. `QueryAnalysis` is the one that walks queries: an expression may
    hold a query and a query holds expressions, so the readers of expressions know `query` only by its name."""

    __slots__ = (
        "absent_calls",
        "absent_columns",
        "absent_names",
        "absent_relations",
        "absent_types",
        "assigned",
        "calls",
        "casts",
        "catalog",
        "compared",
        "conditions",
        "constants",
        "doubled",
        "into",
        "mixtures",
        "operations",
        "parameters",
        "path",
        "place",
        "reads_system",
        "refs",
        "returns_old",
        "row",
        "session_values",
        "stored",
        "supplied",
        "variables",
        "wrongs",
    )

    def __init__(self, catalog: Catalog, path: tuple[str, ...], relation: Table | View | None = None) -> None:
        self.catalog = catalog
        self.path = path
        """The schemas in which bare names are looked up."""
        self.row: Source | None = relation_source(relation) if relation is not None else None
        """The row that `new` and `old` mean."""
        self.variables: Collection[str] = ()
        """Names of a body's variables that no column of the same query may have."""
        self.returns_old = True
        """Whether RETURNING knows OLD and NEW, as since PostgreSQL 18."""
        self.parameters: list[Node] = []
        """The parameters that are read, as $1: fields of ParamRef."""
        self.refs: set[Ref] = set()
        """What was read."""
        self.reads_system = False
        """Whether a relation of pg_catalog or information_schema is read, whose columns differ between versions."""
        self.absent_relations: list[AbsentRelation] = []
        self.absent_names: list[AbsentRelation] = []
        """Relations that constants of type regclass name."""
        self.absent_types: list[AbsentType] = []
        self.absent_columns: list[AbsentColumn] = []
        self.absent_calls: list[AbsentCall] = []
        self.doubled: list[DoubledName] = []
        self.operations: list[OperatorUse] = []
        self.calls: list[CallUse] = []
        self.casts: list[CastUse] = []
        self.conditions: list[WrongCondition] = []
        self.constants: list[ReadConstant] = []
        self.mixtures: list[MixedTypes] = []
        self.session_values: list[Node] = []
        """CURRENT_DATE and its like: fields of SQLValueFunction."""
        self.stored: StoredValue | None = None
        self.place = ""
        """The clause being read where it allows no aggregates, window or set-returning functions."""
        self.wrongs: list[WrongQuery] = []
        self.compared: list[Comparison] = []
        """What DISTINCT, GROUP BY, ORDER BY, UNION and PARTITION BY compare."""
        self.assigned: list[StoredValue] = []
        """What INSERT and UPDATE put into columns."""
        self.into: Sequence[Column] = ()
        """The columns that the statement's INSERT writes, in the order of its query's columns."""
        self.supplied: int | None = None
        """How many columns the query of an INSERT returns."""

    @abstractmethod
    def query(self, node: Node, parent: Scope | None = None) -> tuple[Columns, bool]:
        """Return the columns of a query inside the names of `parent`, and whether those are all."""

    @abstractmethod
    def sub_link(self, fields: Node, scope: Scope) -> Type:
        """Return the type of a SubLink."""

    def relation(self, name: Name, node: Node | None = None) -> Relation | None:
        """Return the relation of a name, by its schema or along the search path; `node` is the RangeVar or the constant
        that names it."""
        wanted = clip(name.name)
        for schema in (name.schema,) if name.schema else (TEMPORARY, *self.path):
            if found := self.catalog.named(schema, wanted):
                return found
        return None

    def routine(self, name: Name, fields: Node, types: list[Type]) -> Routine | None:
        """Return the routine of the catalog that a FuncCall means; None if there is none, or several may be meant."""
        return routine_of(name, fields.get("args") or [], types, self.catalog, self.path)

    def written_type(self, type_name: Node) -> Type:
        """Return the type that a TypeName means; None if it is not in the catalog."""
        return written_type(type_name, self.catalog, self.path)

    # ---- what is noted

    def bind(self, reference: Node, columns: Sequence[Output], source: Source | None = None) -> None:
        """Note what a ColumnRef means: columns, or (none) the whole row of `source`. Only `BoundNames` keeps it."""
        return

    def bind_field(self, name: Node, row: Type) -> None:
        """Note that a String names a field of a composite value. Only `BoundNames` keeps it."""
        return

    def use(self, columns: Sequence[Output]) -> Type:
        """Note that columns are read; return the type of the first."""
        for column in columns:
            if column.ref is not None:
                self.refs.add(column.ref)
        return columns[0].type

    def use_literal(self, type: Type, others: Sequence[Type]) -> None:
        """Note the type that a bare string constant gets from its context.

        'open' in status = 'open' is read as the column's enum, so whatever stores the expression depends on that type
        (pg_depend) although the text doesn't name it.
        """
        if type is not None and type.oid and not type.is_array and UNKNOWN in others:
            self.refs.add(Ref(type.oid))

    def use_relation_constant(self, node: Node) -> None:
        """Note the sequence in nextval('name') or the relation in 'name'::regclass."""
        text = None if _is_text(node) else constant_or(node)
        if isinstance(text, str) and text:
            words = [unquote(text[t.start : t.end]) for t in tokens(text) if t.kind == "name"]
            if not words or len(words) > 2:
                return
            name = Name(words[-2] if len(words) > 1 else None, words[-1])
            if found := self.relation(name, node):
                self.refs.add(Ref(found.oid))
            else:
                self.absent_names.append(AbsentRelation(name, first_location(node)))

    def miss_column(
        self, parts: list[str], location: int | None, relation: Relation | None = None, no_item: bool = False
    ) -> None:
        """Note a column that is not there."""
        self.absent_columns.append(AbsentColumn(tuple(parts), location, relation, no_item))

    def common(self, types: list[Type], clause: str, node: Node) -> Type:
        """Return the type that values of several types become; note types that don't go together."""
        found = common_type(types)
        if found is None and None not in types:
            self.mixtures.append(MixedTypes(clause, node, types))
        return found

    def common_of(self, nodes: list[Node], types: list[Type], clause: str, node: Node) -> Type:
        """Return `common` of the types of `nodes`; string constants among them are read as that type."""
        found = self.common(types, clause, node)
        if found is not None and UNKNOWN in types:
            self.constants += [ReadConstant(n, found) for n, t in zip(nodes, types, strict=True) if t is UNKNOWN]
            self.use_literal(found, types)
        return found


def _is_text(node: Node) -> bool:
    """Return whether a constant is cast to text: nextval('x'::text) looks its sequence up at run time."""
    match node:
        case {"TypeCast": {"typeName": {"names": names}}}:
            return strings(names)[-1] != "regclass"
    return False
