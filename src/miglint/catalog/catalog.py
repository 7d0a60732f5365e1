"""The catalog: the state of the database after some statement, answering look-ups as PostgreSQL's catalogs do."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import Any, NamedTuple

from ..record import replace
from .database_objects import Comment, DefaultPrivileges, EventTrigger, Extension, Other, Publication, Role
from .object_refs import ObjectRef
from .objects import Column, DataType, Object, Schema
from .privileges import PUBLIC
from .relations import Index, Relation, Sequence, Table, View
from .routines import Routine, Type
from .store import Journal, Key, Past, Store
from .table_parts import Constraint, Policy, Trigger
from .type_names import format_type
from .unknowns import Assumption, Unknown


def _needed(row: Object) -> Iterable[Hashable]:
    """Return the objects that a row depends on, by their oids."""
    found = row.depends
    return {ref.oid for ref in found} if found else ()


_NAMED = Key(("schema", "name"), lambda r: ((r.schema, r.name),))
_OF_RELATION = Key(("relation",), lambda r: (r.relation,))


class Contents(NamedTuple):
    """A whole catalog as plain data."""

    rows: dict[str, dict[Hashable, Any]]
    """The rows of each store, by their key."""
    before: dict[str, dict[Hashable, Any]]
    """Of each store, the rows that have changed since some mark as they were then, None for those that are new."""
    last_oid: int
    """The last oid that was given."""


class Catalog:
    """Look-ups. Only the replay changes the catalog, through its stores.

    Stores keyed by oid: relations (by "name": (schema, name); by "depends": oid; indexes also by "table"), constraints
    (by "relation", by "references"), policies and triggers (by "relation"), routines and types (by "name"), others.
    Stores keyed by name: schemas, extensions, publications, roles, event_triggers. `at` returns read-only look-ups into
    the past with the same attributes.
    """

    relations: Store[Relation]
    constraints: Store[Constraint]
    policies: Store[Policy]
    triggers: Store[Trigger]
    routines: Store[Routine]
    types: Store[Type]
    others: Store[Other]
    schemas: Store[Schema]
    extensions: Store[Extension]
    publications: Store[Publication]
    roles: Store[Role]
    event_triggers: Store[EventTrigger]
    comments: Store[Comment]
    default_privileges: Store[DefaultPrivileges]
    unknown: Store[Unknown]
    assumptions: Store[Assumption]

    STORES: dict[str, dict[str, Key]] = {
        "relations": {
            "name": _NAMED,
            "schema": Key(("schema",), lambda r: (r.schema,)),
            "length": Key(("schema", "name"), lambda r: ((r.schema, len(r.name)),)),
            "table": Key(("table",), lambda r: (r.table,) if isinstance(r, Index) else ()),
            "parent": Key(("parents",), lambda r: r.parents if isinstance(r, Table) else ()),
            "owned": Key(("owned_by",), lambda r: (r.owned_by.oid,) if isinstance(r, Sequence) and r.owned_by else ()),
            "depends": Key(("columns", "query", "keys", "predicate", "server", "of_type"), _needed),
        },
        "constraints": {
            "relation": _OF_RELATION,
            "references": Key(("ref_relation",), lambda r: (r.ref_relation,) if r.ref_relation else ()),
            "name": _NAMED,
            "depends": Key(("expression",), _needed),
        },
        "policies": {"relation": _OF_RELATION, "depends": Key(("using", "with_check"), _needed)},
        "triggers": {
            "relation": _OF_RELATION,
            "depends": Key(("function", "relation", "columns", "when"), _needed),
        },
        "routines": {
            "name": _NAMED,
            "called": Key(("name",), lambda r: (r.name,)),
            "depends": Key(("depends",), _needed),
        },
        "types": {"name": _NAMED, "depends": Key(("columns", "base", "default"), _needed)},
        "others": {
            "name": Key(("kind", "schema", "name"), lambda r: ((r.kind, r.schema, r.name),)),
            "depends": Key(("depends",), _needed),
        },
        "schemas": {},
        "extensions": {},
        "publications": {},
        "roles": {},
        "event_triggers": {},
        "comments": {"oid": Key(("oid",), lambda c: (c.oid,))},
        "default_privileges": {},
        "unknown": {"object": Key(("schema", "name"), lambda u: ((u.schema, u.name),))},
        "assumptions": {},
    }

    def __init__(self) -> None:
        self.journal: Journal = []
        self.last_oid = 16383  # FirstNormalObjectId - 1 (PostgreSQL, access/transam.h)
        for name, keys in self.STORES.items():
            setattr(self, name, Store(self.journal, keys))

    # ---- time

    def mark(self) -> int:
        """Return a point in time to come back to."""
        return len(self.journal)

    def undo(self, mark: int) -> None:
        """Take back everything since `mark`."""
        while len(self.journal) > mark:
            store, key, old = self.journal.pop()
            store.restore(key, old)

    def roll_back(self, mark: int) -> None:
        """Restore the rows as they were at `mark`, as a new change: later marks stay valid."""
        rows = {(id(store), key): (store, key, old) for store, key, old in reversed(self.journal[mark:])}
        for store, key, old in rows.values():
            if old is None:
                store.drop(key)
            else:
                store.put(key, old)

    def at(self, mark: int) -> Catalog:
        """Return the catalog as it was at `mark`; valid until the next change."""
        if mark == len(self.journal):
            return self
        changed: dict[int, dict[Hashable, Any]] = {}
        for store, key, old in reversed(self.journal[mark:]):
            changed.setdefault(id(store), {})[key] = old
        past = Catalog.__new__(Catalog)
        past.journal, past.last_oid = [], self.last_oid
        for name in self.STORES:
            store = getattr(self, name)
            setattr(past, name, Past(store, changed[id(store)]) if id(store) in changed else store)
        return past

    def contents(self, mark: int) -> Contents:
        """Return everything that is in the catalog, and what of it was otherwise at `mark`."""
        before: dict[str, dict[Hashable, Any]] = {name: {} for name in self.STORES}
        names = {id(getattr(self, name)): name for name in self.STORES}
        for store, key, old in reversed(self.journal[mark:]):
            before[names[id(store)]][key] = old
        return Contents({name: getattr(self, name).rows for name in self.STORES}, before, self.last_oid)

    def load(self, contents: Contents) -> None:
        """Take what `contents` returned, in an empty catalog: the state at its mark is the one at mark 0 here."""
        for name in self.STORES:
            getattr(self, name).load(contents.rows[name], contents.before[name])
        self.last_oid = contents.last_oid

    def new_oid(self) -> int:
        self.last_oid += 1
        return self.last_oid

    # ---- relations

    def relation(self, oid: int) -> Relation | None:
        return self.relations.get(oid)

    def named(self, schema: str, name: str) -> Relation | None:
        """Return the relation of this name in a schema: tables, views, sequences and indexes share one name space."""
        return self.relations.first("name", (schema, name))

    def table(self, oid: int) -> Table | None:
        found = self.relations.get(oid)
        return found if isinstance(found, Table) else None

    def tables(self) -> Iterator[Table]:
        return (r for r in self.relations if isinstance(r, Table))

    def views(self) -> Iterator[View]:
        return (r for r in self.relations if isinstance(r, View))

    def sequences(self) -> Iterator[Sequence]:
        return (r for r in self.relations if isinstance(r, Sequence))

    def indexes(self, table: int | None = None) -> Iterator[Index]:
        """Return all indexes, or those of one table."""
        rows: Iterable[Relation] = self.relations if table is None else self.relations.by("table", table)
        return (r for r in rows if isinstance(r, Index))

    def constraints_of(self, table: int) -> list[Constraint]:
        return self.constraints.by("relation", table)

    def foreign_keys_to(self, table: int) -> list[Constraint]:
        """Return the foreign keys of any table that reference this one."""
        return self.constraints.by("references", table)

    def foreign_keys_on(self, table: int, attnum: int) -> list[Constraint]:
        """Return the foreign keys in which a column takes part, on either side."""
        own = [c for c in self.constraints_of(table) if c.kind == "foreign key" and attnum in c.columns]
        seen = {c.oid for c in own}
        return own + [c for c in self.foreign_keys_to(table) if attnum in c.ref_columns and c.oid not in seen]

    def policies_of(self, table: int) -> list[Policy]:
        return self.policies.by("relation", table)

    def triggers_of(self, table: int) -> list[Trigger]:
        return self.triggers.by("relation", table)

    def children_of(self, table: int) -> list[Table]:
        """Return partitions and inheriting tables, one level down."""
        return [r for r in self.relations.by("parent", table) if isinstance(r, Table)]

    # ---- other families

    def schema(self, name: str) -> Schema | None:
        return self.schemas.get(name)

    def routine(self, oid: int) -> Routine | None:
        return self.routines.get(oid)

    def routines_named(self, schema: str, name: str) -> list[Routine]:
        """Return all overloads of a name."""
        return self.routines.by("name", (schema, name))

    def type(self, oid: int) -> Type | None:
        return self.types.get(oid)

    def type_named(self, schema: str, name: str) -> Type | None:
        return self.types.first("name", (schema, name))

    def signature(self, routine: Routine, qualified: bool = True) -> str:
        """Return a routine with its input types: public.f(bigint, text)."""
        types = ", ".join(self.format_type(t) or "?" for t in routine.input_types)
        return f"{routine.qualified if qualified else routine.name}({types})"

    def format_type(self, type: DataType | None) -> str | None:
        """Return a type as PostgreSQL's format_type spells it, outside pg_catalog always with its schema; None if
        unknown."""
        if type is None:
            return None
        if type.oid:
            found = self.types.get(type.oid) or self.relations.get(type.oid)
            if found is not None:
                type = replace(type, name=found.name, schema=found.schema)
        return format_type(type)

    def ref(self, object: Object, part: Column | Constraint | Index | Policy | Trigger | None = None) -> ObjectRef:
        """Return an object as findings name it; with `part`, that column, policy ... of the table or view.

        A policy, trigger, constraint or index may be passed without its table, if this catalog still has it.
        """
        match object:
            case Index(table=oid) | Constraint(relation=oid) | Policy(relation=oid) | Trigger(relation=oid):
                table = self.relation(oid)
                if table is not None:
                    return self.ref(table, object)
                return ObjectRef(type(object).__name__.lower(), None, object.name)
            case Relation() if part is not None:
                return ObjectRef(type(part).__name__.lower(), object.schema, part.name, object.name)
            case Relation():
                return ObjectRef(object.kind, object.schema, object.name, object.name)
            case Routine():
                return ObjectRef(object.kind, object.schema, object.name, None, self.signature(object, qualified=False))
        kind = object.kind if isinstance(object, Other) else type(object).__name__.lower()
        return ObjectRef(kind, getattr(object, "schema", None), object.name)

    # ---- privileges

    def roles_of(self, role: str) -> frozenset[str]:
        """Return a role, the roles whose privileges it inherits, and PUBLIC."""
        found, queue = {role, PUBLIC}, [role]
        while queue:
            row = self.roles.get(queue.pop())
            for parent in row.member_of if row and "NOINHERIT" not in row.attributes else ():
                if parent not in found:
                    found.add(parent)
                    queue.append(parent)
        return frozenset(found)

    def privileges(self, object: Relation | Routine | Schema, role: str, revoked: bool) -> frozenset[str]:
        """Return what `role` may do with an object as a whole, also through PUBLIC and inherited roles, in the world of
        legacy default privileges or of revoked ones."""
        return object.acl.of(self.roles_of(role), revoked)

    def column_privileges(self, table: Table | View, role: str, revoked: bool) -> frozenset[str]:
        """Return what `role` may do with at least one column of a table by column grants."""
        roles = self.roles_of(role)
        found: frozenset[str] = frozenset()
        for column in table.columns:
            if column.acl:
                found |= column.acl.of(roles, revoked)
        return found

    # ---- what is not known

    def knows(self, aspect: str, object: Relation | None = None) -> bool:
        """Return whether an aspect ("policies", "grants", "rls", "columns", "constraints", "indexes", "options",
        "existence") of a relation is known: False once dynamic SQL that could not be followed may have changed it."""
        if object is None:
            return not any(u.aspect in (aspect, "all") for u in self.unknown)
        return not self.disturbed(aspect, object) and not (isinstance(object, Table) and object.assumed)

    def disturbed(self, aspect: str, object: Relation) -> bool:
        """Return whether SQL that could not be followed may have changed an aspect of a relation.

        Then the migrations no longer show its state. An assumed table is not known, but need not be disturbed.
        """
        if not self.unknown:
            return False
        for key in ((None, None), (None, object.name), (object.schema, None), (object.schema, object.name)):
            for unknown in self.unknown.by("object", key):
                if unknown.aspect in (aspect, "all"):
                    return True
        return False
