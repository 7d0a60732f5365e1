"""What is known of the names in a body: how sure it is that one is missing when the routine runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...catalog import Relation, Table, View
from ...syntax.tree import Name, clip
from ..analysis import Analysis
from ..missing import Certainty, Kind, Knowledge, Taken
from ..postgres.facts import functions
from .body_pieces import Body
from .final_state import FinalState
from .search_path import own_path

_OF_ROWS = frozenset({"record", "any", "anyelement", "anynonarray", "anycompatible", "anycompatiblenonarray"})


class BodyKnowledge(Knowledge):
    """How sure it is that a name in a body is missing.

    Without a SET search_path, a routine may be called with any search path: then a name is only missing if no schema of
    the migrations has it. If the history is incomplete, only what a migration removed is missing.
    """

    def __init__(self, state: FinalState, body: Body) -> None:
        self.state = state
        self.own_path = own_path(body.routine)
        anywhere = ("public", "extensions", *state.schemas[1:])
        super().__init__(state.catalog, anywhere if self.own_path is None else self.own_path, body.variables)
        self.made: set[str] = set()
        """Names of relations that the body makes itself."""

    def find(self, name: Name) -> Relation | None:
        """Return the relation that a name means."""
        for schema in (name.schema,) if name.schema else ("pg_temp", *self.path):
            if found := self.catalog.named(schema, clip(name.name)):
                return found
        return None

    def certainty(self, kind: Kind, name: Name) -> Certainty:
        wanted = clip(name.name)
        if kind == "relation":
            open_ = wanted in self.made or wanted.startswith("pg_") or self.state.may_have("existence", wanted)
        else:
            open_ = wanted in self.variables or self.state.may_have("routines", wanted)
        if open_:
            return Certainty.NONE
        whole = self.state.whole and self.state.is_ours(self.schemas_of(name))
        return Certainty.ALL if whole else Certainty.TAKEN

    def certainty_of_column(self, relations: Sequence[Relation], named: bool) -> Certainty:
        if not relations:
            return Certainty.NONE if named else Certainty.ALL
        if not all(map(self.state.knows_columns, relations)):
            return Certainty.NONE
        return Certainty.ALL if self.state.whole else Certainty.TAKEN

    def taken(self, kind: Kind, name: Name) -> Taken | None:
        gone = self.state.gone.relations if kind == "relation" else self.state.gone.routines
        schemas = (name.schema,) if name.schema else (*self.path, *self.state.schemas)
        return next((t for schema in schemas if (t := gone.get((schema, clip(name.name))))), None)

    def taken_column(self, relation: Relation, name: str) -> Taken | None:
        return self.state.gone.columns.get((relation.oid, name))

    def left_out(self, kind: Kind, name: Name) -> str | None:
        if name.schema is not None or self.own_path is None:
            return None
        there = self.catalog.named if kind == "relation" else self.catalog.routines_named
        return next((schema for schema in self.state.schemas if there(schema, clip(name.name))), None)

    def may_be_call(self, name: str) -> bool:
        if any(len(s.types) == 1 and s.types[0] in _OF_ROWS for s in functions(name)):
            return True
        return any(self.catalog.routines_named(s, name) for s in self.path)

    def routine_names(self, schemas: tuple[str, ...]) -> Iterable[str]:
        return (r.name for r in self.catalog.routines if r.schema in schemas)

    def read_from(self, analysis: Analysis) -> list[Relation]:
        read = {ref.oid for ref in analysis.refs}
        return [r for oid in read if isinstance(r := self.catalog.relation(oid), (Table, View))]
