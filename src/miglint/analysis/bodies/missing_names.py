"""The names in a body's SQL -> those that are surely missing when it runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from ...catalog import Relation, Routine, Table, View
from ...catalog.changes import Change, Renamed
from ...syntax.near_names import near_miss
from ...syntax.source import Node
from ...syntax.tree import Name, clip, range_name, walk
from ..postgres.extension_functions import may_come_from_extension
from ..postgres.facts import functions, is_function
from ..query import AbsentColumn, Analysis
from ..scope import Scope
from .on_conflict import conflict_faults
from .pieces import Body, Piece
from .records import Rows
from .search_path import own_path

if TYPE_CHECKING:
    from .broken import BodyJudge

_DATA = frozenset({"SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "CallStmt"})
_OF_ROWS = frozenset({"record", "any", "anyelement", "anynonarray", "anycompatible", "anycompatiblenonarray"})
_WRITES = ("InsertStmt", "UpdateStmt")


AMBIGUOUS = "It is a variable as well: write the table's name before the column, or give the variable another name."


class Fault(NamedTuple):
    """A name that is missing: `location` is one in the piece's tree (-1: the target of its assignment), `gone` the
    change that took `name` away, `relation` the name where a relation is missing, `by_path` whether it is there but
    the routine's search_path leaves it out."""

    sqlstate: str
    message: str
    location: int | None
    hint: str = ""
    gone: Change | None = None
    name: str = ""
    relation: str = ""
    by_path: bool = False


class Reader:
    """Reads the pieces of one body.

    Without a search_path of its own a routine may be called with any: then a name is missing only where no schema of
    the migrations has it.
    """

    def __init__(self, judge: BodyJudge, body: Body) -> None:
        self.judge = judge
        self.catalog = judge.catalog
        self.body = body
        self.own_path = own_path(body.routine)
        anywhere = ("public", "extensions", *judge.other_schemas)
        self.path = anywhere if self.own_path is None else self.own_path
        self.rows = Rows(self)
        chosen = body.routine.language == "sql" or "#variable_conflict" in (body.routine.body or "")
        self.ambiguous = frozenset() if chosen else frozenset(body.outer)
        """Variables that may not be called like a column of the same query."""
        self.made: set[str] = set()
        """Names that the body makes itself."""

    def faults(self, piece: Piece) -> Iterator[Fault]:
        """What is missing in a piece."""
        if piece.target:
            yield from self.rows.target(piece.target)
        if piece.is_plain(self.body.variables):
            return
        for kind, node in piece.statements():
            if kind not in _DATA:
                self.made |= set(_relations_in(node))
                continue
            analysis = Analysis(self.catalog, self.path)
            analysis.variables = self.ambiguous
            analysis.read({kind: node}, Scope())
            for variable, location in analysis.doubled:
                yield Fault("42702", f'column reference "{variable}" is ambiguous', location, AMBIGUOUS)
            for name, location in analysis.missing:
                if fault := self.relation(name, location):
                    yield fault
            for column in analysis.absent:
                if fault := self._column(column, analysis):
                    yield fault
            for name, call, types in analysis.absent_calls:
                if fault := self._call(name, call, len(types)):
                    yield fault
            if kind in _WRITES:
                yield from self._targets(piece, kind, node)
            if "withClause" in node:
                for inner, fields in walk(node["withClause"], _WRITES):
                    yield from self._targets(piece, inner, fields)

    # ---- relations

    def find(self, name: Name) -> Relation | None:
        """The relation that a name means."""
        for schema in (name.schema,) if name.schema else ("pg_temp", *self.path):
            if found := self.catalog.named(schema, clip(name.name)):
                return found
        return None

    def relation(self, name: Name, location: int | None) -> Fault | None:
        """A relation that is not there, if that is sure."""
        wanted = clip(name.name)
        if wanted in self.made or wanted.startswith("pg_") or self.judge.may_have("existence", wanted):
            return None
        schemas = (name.schema,) if name.schema else self.path
        message = f'relation "{_spelled(name)}" does not exist'
        if found := self._elsewhere(name, [s for s in self._searched() if self.catalog.named(s, wanted)]):
            return Fault("42P01", message, location, found, relation=wanted, by_path=True)
        for schema in schemas if name.schema else (*schemas, *self._searched()):
            if change := self.judge.gone.relations.get((schema, wanted)):
                return Fault("42P01", message, location, _renamed(change), change, wanted, wanted)
        if not self.judge.whole or not self._is_ours(schemas):
            return None
        known = (r.name for s in schemas for r in self.catalog.relations.by("schema", s))
        return Fault("42P01", message, location, _meant(wanted, known), relation=wanted)

    def _searched(self) -> tuple[str, ...]:
        return ("public", *self.judge.other_schemas)

    def _elsewhere(self, name: Name, found: list[str]) -> str:
        """The hint where a bare name is in a schema that the routine's own search_path leaves out."""
        if name.schema is not None or self.own_path is None or not found:
            return ""
        return f"Its search_path leaves {found[0]} out: write {found[0]}.{clip(name.name)}."

    def _is_ours(self, schemas: tuple[str, ...]) -> bool:
        """Whether the migrations alone make what is in these schemas."""
        return all(s in self.judge.own_schemas or s in ("extensions", "pg_catalog", "pg_temp") for s in schemas)

    # ---- columns

    def knows_columns(self, relation: Relation | None) -> bool:
        """Whether all columns of a relation are known, because the migrations made it."""
        if relation is None or relation.origin is None or relation.extension:
            return False
        if relation.origin.migration.role == "prelude" or not isinstance(relation, (Table, View)):
            return False
        if isinstance(relation, View) and not relation.columns_known:
            return False
        return self.catalog.knows("columns", relation)

    def missing_column(self, message: str, name: str, relation: Relation, location: int | None) -> Fault | None:
        """A column that a relation does not have, if that is sure."""
        if not self.knows_columns(relation) or not isinstance(relation, (Table, View)):
            return None
        change = self.judge.gone.columns.get((relation.oid, name))
        if change is None and not self.judge.whole:
            return None
        hint = _renamed(change) or _meant(name, (c.name for c in relation.columns))
        return Fault("42703", message, location, hint, change, name)

    def _column(self, column: AbsentColumn, analysis: Analysis) -> Fault | None:
        first, name, relation = column.parts[0], column.parts[-1], column.relation
        if first in self.body.variables:
            return self.rows.field(first, name, column.location) if len(column.parts) == 2 else None
        if len(column.parts) > 1 and self._is_function(name):
            return None
        if column.no_item:
            return Fault("42P01", f'missing FROM-clause entry for table "{first}"', column.location)
        if len(column.parts) > 1:
            message = f"column {'.'.join(column.parts)} does not exist"
            return self.missing_column(message, name, relation, column.location) if relation else None
        read = {ref.oid for ref in analysis.refs}
        relations = [r for oid in read if isinstance(r := self.catalog.relation(oid), (Table, View))]
        if not all(map(self.knows_columns, relations)):
            return None
        message = f'column "{name}" does not exist'
        for row in relations:
            if change := self.judge.gone.columns.get((row.oid, name)):
                return Fault("42703", message, column.location, _renamed(change), change, name)
        if relations and not self.judge.whole:
            return None
        known = [*self.body.variables, *(c.name for row in relations for c in row.columns)]
        return Fault("42703", message, column.location, _meant(name, known), name=name)

    def _targets(self, piece: Piece, kind: str, fields: Node) -> Iterator[Fault]:
        """The columns that INSERT and UPDATE name as their targets, and the key of ON CONFLICT."""
        relation = self.find(range_name(fields["relation"]))
        if not isinstance(relation, (Table, View)) or not self.knows_columns(relation):
            return
        conflict = fields.get("onConflictClause") or {}
        targets = [*(fields.get("cols" if kind == "InsertStmt" else "targetList") or ())]
        for target in [*targets, *(conflict.get("targetList") or ())]:
            name = target["ResTarget"].get("name")
            if name and relation.column(name) is None:
                message = f'column "{name}" of relation "{relation.name}" does not exist'
                if fault := self.missing_column(message, name, relation, target["ResTarget"].get("location")):
                    yield fault
        if isinstance(relation, Table) and conflict:
            yield from conflict_faults(self, piece, relation, conflict)

    # ---- calls

    def _is_function(self, name: str) -> bool:
        """Whether a function of this name takes a row: t.f means f(t)."""
        if any(len(s.types) == 1 and s.types[0] in _OF_ROWS for s in functions(name)):
            return True
        return any(self.catalog.routines_named(s, name) for s in self.path)

    def _call(self, name: Name, call: Node, count: int) -> Fault | None:
        catalog, wanted = self.catalog, clip(name.name)
        if wanted in self.body.variables or self.judge.may_have("routines", wanted):
            return None
        if may_come_from_extension(catalog, self.path, name) or (name.schema is None and is_function(wanted)):
            return None
        schemas = (name.schema,) if name.schema else self.path
        if any(catalog.type_named(s, wanted) or catalog.named(s, wanted) for s in schemas):
            return None  # a cast written as a call
        location = call.get("location")
        routines = [r for s in schemas for r in catalog.routines_named(s, wanted)]
        if routines:
            if any(_may_take(r, count) for r in routines) or any("NamedArgExpr" in a for a in call.get("args", ())):
                return None
            others = ", ".join(catalog.signature(r) for r in routines[:3])
            message = f"function {_spelled(name)} does not exist with {count} argument{'' if count == 1 else 's'}"
            return Fault("42883", message, location, f"There is {others}.")
        message = f"function {_spelled(name)}() does not exist"
        if found := self._elsewhere(name, [s for s in self._searched() if catalog.routines_named(s, wanted)]):
            return Fault("42883", message, location, found, by_path=True)
        for schema in schemas if name.schema else (*schemas, *self._searched()):
            if change := self.judge.gone.routines.get((schema, wanted)):
                return Fault("42883", message, location, _renamed(change), change, wanted)
        if not self.judge.whole or not self._is_ours(schemas):
            return None
        return Fault(
            "42883", message, location, _meant(wanted, (r.name for r in catalog.routines if r.schema in schemas))
        )


def _relations_in(node: Any) -> Iterator[str]:
    """The names of all relations in a statement that changes the schema."""
    stack = [node]
    while stack:
        here = stack.pop()
        if type(here) is dict:
            if "relname" in here:
                yield here["relname"]
            stack += here.values()
        elif type(here) is list:
            stack += here


def _may_take(routine: Routine, count: int) -> bool:
    """Whether a routine can be called with so many arguments."""
    inputs = [a for a in routine.arguments if a.is_input]
    needed = len([a for a in inputs if not a.has_default])
    if inputs and inputs[-1].mode == "VARIADIC":
        return count >= needed - 1
    return needed <= count <= len(inputs)


def _spelled(name: Name) -> str:
    return f"{name.schema}.{clip(name.name)}" if name.schema else clip(name.name)


def _renamed(change: Change | None) -> str:
    return f"It is called {change.after} now." if isinstance(change, Renamed) else ""


def _meant(name: str, known: Iterator[str] | list[str]) -> str:
    meant = near_miss(name, known)
    return f'Did you mean "{meant}"?' if meant else ""
