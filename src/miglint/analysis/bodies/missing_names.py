"""The names in a body's SQL -> those that are surely missing when it runs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ...catalog import Table, View
from ...syntax.source import Node
from ...syntax.tree import range_name, walk
from ..analysis import AbsentColumn, Analysis
from ..expression_types import read
from ..missing import Fault, column_fault, missing_call, missing_column, missing_relation
from ..query import QueryAnalysis
from ..scope import Scope
from .body_knowledge import BodyKnowledge
from .body_pieces import Body, BodyPiece
from .final_state import FinalState
from .on_conflict import ambiguous, conflict_faults
from .records import Records

_DATA = frozenset({"SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "CallStmt"})
_WRITES = ("InsertStmt", "UpdateStmt")


class BodyReader:
    """Reads the pieces of one body."""

    def __init__(self, state: FinalState, body: Body) -> None:
        self.body = body
        self.knowledge = BodyKnowledge(state, body)
        self.records = Records(body, self.knowledge)
        chosen = body.routine.language == "sql" or "#variable_conflict" in (body.routine.body or "")
        self.ambiguous = frozenset() if chosen else frozenset(body.outer)
        """Variables that may not be called like a column of the same query."""

    def faults(self, piece: BodyPiece) -> Iterator[Fault]:
        """Yield what is missing in a piece; a location of -1 is the target of its assignment."""
        if piece.target and (fault := self.records.target(piece.target)):
            yield fault
        if piece.is_plain(self.body.variables):
            return
        for kind, node in piece.statements():
            if kind not in _DATA:
                self.knowledge.made |= set(_relations_in(node))
                continue
            analysis = QueryAnalysis(self.knowledge.catalog, self.knowledge.path)
            analysis.variables = self.ambiguous
            read({kind: node}, Scope(), analysis)
            yield from self._missing(analysis)
            if kind in _WRITES:
                yield from self._targets(piece, kind, node)
            if "withClause" in node:
                for inner, fields in walk(node["withClause"], _WRITES):
                    yield from self._targets(piece, inner, fields)

    def _missing(self, analysis: Analysis) -> Iterator[Fault]:
        for doubled in analysis.doubled:
            yield ambiguous(doubled.name, doubled.location)
        for relation in analysis.absent_relations:
            if fault := missing_relation(relation, self.knowledge):
                yield fault
        for column in analysis.absent_columns:
            if fault := self._column(column, analysis):
                yield fault
        for call in analysis.absent_calls:
            if fault := missing_call(call, self.knowledge):
                yield fault

    def _column(self, column: AbsentColumn, analysis: Analysis) -> Fault | None:
        first, name = column.parts[0], column.parts[-1]
        if first in self.body.variables:
            return self.records.field(first, name, column.location) if len(column.parts) == 2 else None
        return missing_column(column, analysis, self.knowledge)

    def _targets(self, piece: BodyPiece, kind: str, fields: Node) -> Iterator[Fault]:
        """Return the columns that INSERT and UPDATE name as their targets, and the key of ON CONFLICT."""
        relation = self.knowledge.find(range_name(fields["relation"]))
        if not isinstance(relation, (Table, View)) or not self.knowledge.state.knows_columns(relation):
            return
        conflict = fields.get("onConflictClause") or {}
        targets = [*(fields.get("cols" if kind == "InsertStmt" else "targetList") or ())]
        for target in [*targets, *(conflict.get("targetList") or ())]:
            name = target["ResTarget"].get("name")
            if name and relation.column(name) is None:
                message = f'column "{name}" of relation "{relation.name}" does not exist'
                location = target["ResTarget"].get("location")
                if fault := column_fault(message, name, [relation], location, self.knowledge):
                    yield fault
        if isinstance(relation, Table) and conflict:
            yield from conflict_faults(conflict, relation, piece, self.ambiguous, self.knowledge)


def _relations_in(node: Any) -> Iterator[str]:
    """Return the names of all relations in a statement that changes the schema."""
    stack = [node]
    while stack:
        here = stack.pop()
        if type(here) is dict:
            if "relname" in here:
                yield here["relname"]
            stack += here.values()
        elif type(here) is list:
            stack += here
