"""The state after the last migration, as far as it determines what a body finds when it runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase

from ...catalog import Catalog, Relation, Routine, Schema, Table, View
from ...catalog.changes import Change
from .taken_away import Gone


class FinalState:
    """What all bodies are judged by."""

    def __init__(self, catalog: Catalog, changes: Mapping[int, Sequence[Change]]) -> None:
        self.catalog = catalog
        self.changes = changes
        """What happened to each object, by its oid."""
        self.gone = Gone(changes, catalog)
        self.whole = not any(a.kind != "role" for a in catalog.assumptions)
        """Whether the migrations are all there is: then what they never made is not there."""
        own = [s for s in catalog.schemas if _is_ours(s)]
        self.own_schemas = frozenset(s.name for s in own)
        self.schemas = ("public", *(s.name for s in own if s.name != "public"))
        """Where the migrations make their objects."""
        self.routines = [r for r in catalog.routines if _is_judged(r)]

    def may_have(self, aspect: str, name: str | None) -> bool:
        """Return whether SQL that could not be followed may have changed what there is of a name; of None, of all."""
        found = (u.name for u in self.catalog.unknown if u.aspect in (aspect, "all"))
        return any(each is None or (name is not None and fnmatchcase(name, each)) for each in found)

    def is_ours(self, schemas: tuple[str, ...]) -> bool:
        """Return whether the migrations alone make what is in these schemas."""
        return all(s in self.own_schemas or s in ("extensions", "pg_catalog", "pg_temp") for s in schemas)

    def knows_columns(self, relation: Relation | None) -> bool:
        """Return whether all columns of a relation are known, because the migrations made it."""
        if not isinstance(relation, (Table, View)) or relation.origin is None or relation.extension:
            return False
        if isinstance(relation, View) and not relation.columns_known:
            return False
        return self.catalog.knows("columns", relation)

    def may_be_temporary(self, name: str) -> bool:
        """Return whether some routine may make a temporary table of this name."""
        return any(
            name in (r.body or "") and "temp" in (text := (r.body or "").lower()) and "create" in text
            for r in self.routines
        )


def _is_ours(schema: Schema) -> bool:
    return schema.extension is None and (schema.name == "public" or schema.origin is not None)


def _is_judged(routine: Routine) -> bool:
    """Return whether a routine is the migrations' own, with a body that PostgreSQL reads when it runs."""
    if routine.body is None or routine.language not in ("plpgsql", "sql") or routine.extension:
        return False
    return routine.origin is not None and not routine.schema.startswith("pg_temp")
