"""ALTER ... RENAME TO and SET SCHEMA of rules and of what the catalog only names: text search objects, servers ..."""

from __future__ import annotations

from ...catalog import Other
from ...catalog.changes import Renamed
from ...record import replace
from ...syntax.source import Node
from ...syntax.tree import Name, clip
from ..checks.assumptions import other_in_use, relation_of
from ..checks.role_rights import refuse_not_owner_of_other
from ..lookup.named_others import KINDS, NamedOther, find_other, named_other
from ..state.context import Context


def rename_other(context: Context, objtype: str, object: Node, new: str) -> None:
    """ALTER COLLATION | SERVER | STATISTICS | TEXT SEARCH ... RENAME TO."""
    if objtype == "OBJECT_OPERATOR" or (other := other_in_use(context, named_other(objtype, object))) is None:
        return
    refuse_not_owner_of_other(context, other)
    _refuse_taken(context, objtype, other, other.schema, new)
    _vacate(context, other)
    context.catalog.others.put(other.oid, replace(other, name=new, changed=context.statement))
    context.emit(Renamed, other.oid, what=other.kind, before=other.name, after=new)


def move_other(context: Context, objtype: str, object: Node, schema: str) -> None:
    """ALTER COLLATION | STATISTICS | TEXT SEARCH ... SET SCHEMA."""
    if objtype == "OBJECT_OPERATOR" or (other := other_in_use(context, named_other(objtype, object))) is None:
        return
    refuse_not_owner_of_other(context, other)
    if other.schema == schema:
        return
    _refuse_taken(context, objtype, other, schema, other.name)
    _vacate(context, other)
    context.catalog.others.put(other.oid, replace(other, schema=schema, changed=context.statement))
    names = (f"{other.schema}.{other.name}", f"{schema}.{other.name}")
    context.emit(Renamed, other.oid, what=other.kind, before=names[0], after=names[1])


def _refuse_taken(context: Context, objtype: str, other: Other, schema: str | None, name: str) -> None:
    named = NamedOther(KINDS[objtype], Name(schema, name), other.method)
    if (found := find_other(context, named)) is not None:
        spelled = NamedOther(named.kind, Name(None, name), other.method).spelled
        where = f' in schema "{schema}"' if schema else ""
        context.refuse("42710", f"{spelled} already exists{where}", oid=found.oid, names=(name,))


def _vacate(context: Context, other: Other) -> None:
    """Note that the old name means nothing any longer."""
    context.replay.doubts.gone[(other.kind, other.schema or "", other.name)] = (context.statement, "renamed")


def rename_rule(context: Context, node: Node, new: str) -> None:
    """ALTER RULE ... RENAME TO."""
    relation = relation_of(context, node["relation"])
    if relation is None:
        return
    old, location = clip(node["subname"]), node["relation"].get("location")
    rules = [o for o in context.catalog.others.by("depends", relation.oid) if o.relation == relation.oid]
    named = {rule.name: rule for rule in rules if rule.kind == "rule"}
    if (rule := named.get(old)) is None:
        if relation.made_here and context.catalog.knows("existence", relation):
            message = f'rule "{old}" for relation "{relation.name}" does not exist'
            context.refuse("42704", message, location, relation.oid, names=(old, relation.name))
        return
    if new in named:
        message = f'rule "{new}" for relation "{relation.name}" already exists'
        context.refuse("42710", message, location, relation.oid, names=(new, relation.name))
    context.catalog.others.put(rule.oid, replace(rule, name=new, changed=context.statement))
    context.emit(Renamed, relation.oid, location, what="rule", before=old, after=new)
