"""What becomes unknown: the aspects that a change, or a statement whose text is known in part, touches."""

from __future__ import annotations

from fnmatch import fnmatchcase
from itertools import pairwise
from typing import NamedTuple

from ...catalog import Catalog, Relation, Routine, Table, Type, View
from ...catalog.changes import (
    Change,
    DefaultPrivilegesChanged,
    TableCreated,
    TableDropped,
    ViewCreated,
    ViewDropped,
)
from ...syntax.parser import parse_statements
from ...syntax.source import Node
from ...syntax.tree import object_name
from ..catalog_queries.known_values import Partial

HOLE = "miglint_unknown_name"


class Taint(NamedTuple):
    """An aspect of an object (None: of all) that is not known any more."""

    aspect: str
    schema: str | None = None
    name: str | None = None


def taint_of_change(change: Change, catalog: Catalog) -> Taint | None:
    """Return what is unknown when a change may have happened; `catalog` still knows the object."""
    aspect = change.aspect
    if aspect is None or aspect == "owner":
        return None
    if isinstance(change, DefaultPrivilegesChanged):
        return Taint(aspect, change.schema)
    row = catalog.relation(change.oid) or catalog.routine(change.oid) or catalog.type(change.oid) or change.whole
    if aspect == "grants" and not isinstance(row, Relation):
        return Taint("routine grants", *_name(row))
    return Taint(aspect, *_name(row))


def _name(row: Relation | Routine | Type | None) -> tuple[str | None, str | None]:
    return (row.schema, row.name) if row is not None else (None, None)


_WHOLE = (TableCreated, TableDropped, ViewCreated, ViewDropped)


def taints_of_changes(changes: list[Change], catalog: Catalog) -> list[Taint]:
    """Return what is unknown if these changes may have happened; a created or dropped relation includes its parts."""
    whole = {c.oid for c in changes if isinstance(c, _WHOLE)}
    return [
        taint
        for change in changes
        if (change.oid not in whole or isinstance(change, _WHOLE)) and (taint := taint_of_change(change, catalog))
    ]


def with_matches(taints: list[Taint], catalog: Catalog) -> list[Taint]:
    """Return the taints and, where the name of one is a pattern, one for each relation that it matches."""
    found = dict.fromkeys(taints)
    for taint in taints:
        if taint.name and "*" in taint.name:
            relations = catalog.relations if taint.schema is None else catalog.relations.by("schema", taint.schema)
            matching = (r for r in relations if isinstance(r, (Table, View)) and fnmatchcase(r.name, taint.name))
            found.update(dict.fromkeys(Taint(taint.aspect, r.schema, r.name) for r in matching))
    return list(found)


_ASPECT_BY_STATEMENT = {
    "CreatePolicyStmt": "policies", "AlterPolicyStmt": "policies", "GrantStmt": "grants", "IndexStmt": "indexes",
    "CreateStmt": "existence", "CreateTableAsStmt": "existence", "ViewStmt": "existence", "RenameStmt": "existence",
    "AlterObjectSchemaStmt": "existence", "CreateSeqStmt": "existence", "CreateFunctionStmt": "routines",
    "AlterFunctionStmt": "routines", "CreateTrigStmt": "triggers", "CreateEnumStmt": "types", "AlterEnumStmt": "types",
    "CreateDomainStmt": "types", "CompositeTypeStmt": "types", "CreateSchemaStmt": "schemas",
    "CreatePublicationStmt": "publications", "AlterPublicationStmt": "publications",
    "AlterDefaultPrivilegesStmt": "default privileges", "CreateRoleStmt": "roles", "AlterRoleStmt": "roles",
    "GrantRoleStmt": "roles", "CreateExtensionStmt": "extensions",
}  # fmt: skip

_ASPECT_BY_OBJECT = {
    "OBJECT_POLICY": "policies", "OBJECT_INDEX": "indexes", "OBJECT_TRIGGER": "triggers", "OBJECT_FUNCTION": "routines",
    "OBJECT_PROCEDURE": "routines", "OBJECT_ROUTINE": "routines", "OBJECT_TYPE": "types", "OBJECT_DOMAIN": "types",
}  # fmt: skip

DATA_STATEMENTS = frozenset({
    "SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt", "CommentStmt", "VariableSetStmt", "LockStmt",
    "TruncateStmt", "CopyStmt", "NotifyStmt", "VacuumStmt", "RefreshMatViewStmt", "ReindexStmt", "ClusterStmt",
    "VariableShowStmt", "ExplainStmt", "AlterOwnerStmt", "CheckPointStmt", "AlterDatabaseSetStmt", "AlterSystemStmt",
    "CallStmt", "ListenStmt", "ConstraintsSetStmt", "SecLabelStmt", "PrepareStmt", "ExecuteStmt", "DeallocateStmt",
})  # fmt: skip


def taints_of_text(text: object) -> list[Taint]:
    """Return what a statement may touch whose text is known in part, or not at all."""
    if not isinstance(text, Partial):
        return [Taint("all")]
    try:
        statements = parse_statements(HOLE.join(text.pieces))
    except ValueError:
        return _taints_of_words(text.pieces[0])
    return [taint for kind, node in statements for taint in _taints_of_statement(kind, node)]


def _taints_of_statement(kind: str, node: Node) -> list[Taint]:
    if kind in DATA_STATEMENTS:
        return []
    match kind, node:
        case "AlterTableStmt", {"relation": relation, "cmds": commands}:
            return [
                _named(aspect, relation) for aspect in sorted({_alter_aspect(c["AlterTableCmd"]) for c in commands})
            ]
        case "DropStmt", {"removeType": type, "objects": objects}:
            aspect = _ASPECT_BY_OBJECT.get(type, "existence")
            names = [object_name(o) for o in objects]
            if aspect in ("policies", "triggers"):  # (schema.)table.name
                parts = [[p["String"]["sval"] for p in o["List"]["items"]][:-1] for o in objects]
                return [_of(aspect, p[-2] if len(p) > 1 else None, p[-1]) for p in parts if p]
            if aspect == "indexes":
                return [Taint("indexes", None, None)]
            return [_of(aspect, n.schema, n.name) for n in names]
        case "GrantStmt", {"targtype": "ACL_TARGET_OBJECT", "objects": objects}:
            if node.get("objtype") != "OBJECT_TABLE":
                return [Taint("routine grants")]
            return [_named("grants", o["RangeVar"]) for o in objects if "RangeVar" in o]
        case "CreatePolicyStmt" | "AlterPolicyStmt", {"table": relation}:
            return [_named("policies", relation)]
        case _, {"relation": dict() as relation}:
            return [_named(_ASPECT_BY_STATEMENT.get(kind, "all"), relation)]
        case "ViewStmt", {"view": relation}:
            return [_named("existence", relation)]
    return [Taint(_ASPECT_BY_STATEMENT.get(kind, "all"))]


def _named(aspect: str, relation: Node) -> Taint:
    return _of(aspect, relation.get("schemaname"), relation.get("relname"))


def _of(aspect: str, schema: str | None, name: str | None) -> Taint:
    def plain(text: str | None) -> str | None:
        """Return a name that is known in part is a pattern: events_*."""
        return None if text is None or text == HOLE else text.replace(HOLE, "*")

    return Taint(aspect, plain(schema), plain(name))


def _alter_aspect(command: Node) -> str:
    subtype = str(command.get("subtype", "AT_AddColumn"))
    if "RowSecurity" in subtype:
        return "rls"
    if "Constraint" in subtype:
        return "constraints"
    if "Trig" in subtype:
        return "triggers"
    if "RelOptions" in subtype:
        return "options"
    if "Owner" in subtype:
        return "owner"
    return "columns"


_DATA_WORDS = frozenset(
    [
        "select",
        "insert",
        "update",
        "delete",
        "merge",
        "comment",
        "set",
        "reset",
        "lock",
        "truncate",
        "copy",
        "notify",
        "refresh",
        "reindex",
        "vacuum",
        "analyze",
        "with",
    ]
)
_SECOND_WORDS = {
    "policy": "policies", "index": "indexes", "unique": "indexes", "trigger": "triggers", "function": "routines",
    "procedure": "routines", "type": "types", "domain": "types", "schema": "schemas", "publication": "publications",
    "role": "roles", "user": "roles", "extension": "extensions", "table": "existence", "view": "existence",
    "sequence": "existence", "materialized": "existence", "default": "default privileges", "constraint": "triggers",
    "event": "event triggers",
}  # fmt: skip


def _taints_of_words(start: str) -> list[Taint]:
    """Return what a statement may change, from its first words."""
    words = start.lower().split()[:5]
    if not words:
        return [Taint("all")]
    if words[0] in _DATA_WORDS:
        return []
    if words[0] in ("grant", "revoke"):
        return [Taint("grants"), Taint("routine grants")]
    for word in words[1:]:
        if word not in ("or", "replace", "if", "not", "exists", "temp", "temporary", "unlogged"):
            aspect = _SECOND_WORDS.get(word, "all")
            if words[0] == "alter" and word == "table":
                return [Taint(a) for a in ("columns", "constraints", "rls", "options")]
            return [Taint(aspect)]
    return [Taint("all")]


def taints_of_body(body: str | None) -> list[Taint]:
    """Return what a body may touch that can't be run: by its words; of None, everything."""
    if body is None:
        return [Taint("all")]
    from ...syntax.tokens import tokens

    words = [body[t.start : t.end].lower() for t in tokens(body) if t.kind == "name"]
    if "execute" in words:
        return [Taint("all")]
    found: dict[Taint, None] = {}
    for first, second in pairwise(words):
        if first in ("create", "alter", "drop", "grant", "revoke"):
            found.update(dict.fromkeys(_taints_of_words(f"{first} {second}")))
    return list(found)
