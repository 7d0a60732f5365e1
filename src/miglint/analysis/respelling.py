"""A stored expression with every name as it is now (PostgreSQL, utils/adt/ruleutils.c).

Names are those of the objects that `bound_names` found when the tree was right: after a rename, what was bound before
it; in an export, what is bound now. A * becomes the columns that it meant; what a query calls its own columns stays.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

from ..catalog import Catalog, Ref, Relation, Routine, Table, Type, View
from ..syntax.quoting import quote_name
from ..syntax.source import Node
from ..syntax.tree import strings, walk
from .bound_names import Bindings, Reference
from .output_names import column_name
from .scope import Output, Source
from .written_types import TEMPORARY

Named = Routine | Type | Relation


def respelled(node: Node, bindings: Bindings, catalog: Catalog, qualify: bool = False) -> Node:
    """Return a tree with the names that its objects have in `catalog`; the same tree if all of them still fit.

    With `qualify`, every name of an object outside pg_catalog gets its schema, and a * its columns.
    """
    found: Node = _Respeller(node, bindings, catalog, qualify).spell(node)
    return found


class _Respeller:
    def __init__(self, node: Node, bindings: Bindings, catalog: Catalog, qualify: bool) -> None:
        self.bindings = bindings
        self.catalog = catalog
        self.qualify = qualify
        self.node = node
        self.kept: set[int] = set()
        """RangeVars whose columns keep their old names by an alias: a join merges them by name."""
        if any(map(self._has_moved, bindings.relations.values())):
            for _, join in walk(node, ("JoinExpr",)):
                if "usingClause" in join or join.get("isNatural"):
                    inside = walk([join["larg"], join["rarg"]], ("RangeVar",))
                    self.kept |= {id(n) for _, n in inside if self._has_moved(bindings.relations.get(id(n)))}
        self.kept_relations = {bindings.relations[key].oid for key in self.kept}
        self.before = {relation.oid: relation for relation in bindings.relations.values()}
        """The relations that the tree names, as they were when it was read."""

    @cached_property
    def taken(self) -> set[str]:
        """Return the names of items in FROM, which a renamed table must not take."""
        return _names_in_from(self.node)

    # ---- the walk

    def spell(self, node: Any) -> Any:
        """Return a part of the tree; the same object if nothing in it changes."""
        if type(node) is list:
            made = [self.spell(part) for part in node]
            return made if any(new is not old for new, old in zip(made, node, strict=True)) else node
        if type(node) is not dict:
            return node
        fields = {
            key: self._targets(value) if key == "targetList" else self.spell(value) for key, value in node.items()
        }
        changed = any(fields[key] is not value for key, value in node.items())
        changed = self._own(node, fields) or changed
        if "RangeFunction" in node:
            _keep_name(node["RangeFunction"], fields)
        return fields if changed else node

    def _own(self, node: Node, fields: Node) -> bool:
        """Change the names that a node itself holds, in `fields`; return whether any changed."""
        key, bindings = id(node), self.bindings
        if key in bindings.relations:
            return self._relation(node, fields, bindings.relations[key])
        if key in bindings.references:
            return self._reference(node, fields, bindings.references[key])
        if key in bindings.routines:
            routine = bindings.routines[key]
            return self._name(fields, "funcname", routine, self.catalog.routine(routine.oid))
        if key in bindings.types:
            type = bindings.types[key]
            return self._name(fields, "names", type, self.catalog.type(type.oid) or self.catalog.relation(type.oid))
        if key in bindings.fields:
            name = self._column_name(bindings.fields[key])
            return name is not None and _put(fields, "sval", name)
        if key in bindings.targets:
            relation = bindings.targets[key]
            column = relation.column(node.get("name", ""))
            name = self._column_name(Ref(relation.oid, column.attnum)) if column else None
            return name is not None and _put(fields, "name", name)
        return False

    def _name(self, fields: Node, key: str, was: Named, now: Named | None) -> bool:
        """Put the name of a routine or type into a list of Strings."""
        if now is None or now.schema == TEMPORARY:
            return False
        written = strings(fields[key])
        if not self.qualify and (was.schema, was.name) == (now.schema, now.name):
            return False
        if written == [now.schema, now.name]:
            return False
        fields[key] = [_string(now.schema), _string(now.name)]
        return True

    # ---- relations

    def _relation(self, node: Node, fields: Node, was: Relation) -> bool:
        now = self.catalog.relation(was.oid)
        if now is None:
            return False
        if "relname" not in node:
            return self._constant(fields, was, now)
        changed = False
        moved = (now.schema, now.name) != (was.schema, was.name)
        if now.schema != TEMPORARY and (moved or (self.qualify and node.get("schemaname") != now.schema)):
            fields["schemaname"], fields["relname"] = now.schema, now.name
            changed = True
        if id(node) in self.kept and isinstance(was, (Table, View)):
            alias = node.get("alias") or {"aliasname": was.name if self._keeps_name(was, now) else now.name}
            if not alias.get("colnames"):
                columns = [c.name for c in was.columns]
                fields["alias"] = {**alias, "colnames": [{"String": {"sval": name}} for name in columns]}
                changed = True
        elif "alias" not in node and now.name != was.name and self._keeps_name(was, now):
            fields["alias"] = {"aliasname": was.name}
        return changed

    def _keeps_name(self, was: Relation, now: Relation) -> bool:
        """Return whether a renamed table stays known by its old name in this query, because the new one is taken."""
        return now.name != was.name and now.name in self.taken

    def _has_moved(self, was: Relation | None) -> bool:
        """Return whether a column of a relation in FROM has another name now."""
        now = self.catalog.relation(was.oid) if was else None
        if not isinstance(was, (Table, View)) or not isinstance(now, (Table, View)):
            return False
        return any((c := now.column(old.attnum)) is not None and c.name != old.name for old in was.columns)

    def _constant(self, fields: Node, was: Relation, now: Relation) -> bool:
        """Put a relation's name into the constant of nextval('name') or 'name'::regclass."""
        inner = next((n for _, n in walk(fields, ("A_Const",))), None)
        if inner is None or now.schema == TEMPORARY:
            return False
        if not self.qualify and (was.schema, was.name) == (now.schema, now.name):
            return False
        text = quote_name(now.schema, now.name)
        if inner.get("sval", {}).get("sval") == text:
            return False
        made = {"A_Const": {**inner, "sval": {"sval": text}}}
        if "TypeCast" in fields:
            fields["TypeCast"] = {**fields["TypeCast"], "arg": made}
        else:
            fields.update(made)
        return True

    # ---- columns

    def _column_name(self, ref: Ref | None) -> str | None:
        """Return what a column, or an attribute of a composite type, is called now."""
        if ref is None:
            return None
        owner = self.catalog.relation(ref.oid)
        if isinstance(owner, (Table, View)):
            column = owner.column(ref.attnum)
            return column.name if column else None
        type = self.catalog.type(ref.oid)
        return next((c.name for c in type.columns if c.attnum == ref.attnum), None) if type else None

    def _reference(self, node: Node, fields: Node, reference: Reference) -> bool:
        parts = [part["String"].get("sval", "") if "String" in part else "*" for part in node["fields"]]
        new = list(parts)
        if reference.column is not None:
            new[-1] = self._renamed(reference.column, parts[-1])
        elif len(parts) == 1 and reference.source is not None:
            new[-1] = self._item_name(reference.source) or parts[-1]
        if reference.source is not None and len(parts) > 1 and parts[-2] == reference.source.name:
            new[-2] = self._item_name(reference.source) or parts[-2]
            relation = reference.source.relation
            if len(parts) > 2 and relation is not None and (now := self.catalog.relation(relation.oid)):
                new[-3] = now.schema
        if new == parts:
            return False
        named = zip(node["fields"], new, parts, strict=True)
        fields["fields"] = [part if name == old else _string(name) for part, name, old in named]
        return True

    def _renamed(self, column: Output, written: str) -> str:
        """Return how a column is written now: under its own name, unless an alias gave it another."""
        ref = column.ref
        if ref is None or ref.oid in self.kept_relations:
            return written
        was = self.before.get(ref.oid)
        before = was.column(ref.attnum) if isinstance(was, (Table, View)) else None
        if before is not None and before.name != written:
            return written
        return self._column_name(ref) or written

    def _item_name(self, source: Source) -> str | None:
        """Return what a relation in FROM without an alias is called now, None for any other item."""
        relation = source.relation
        if relation is None or not source.schema:
            return None
        now = self.catalog.relation(relation.oid)
        return None if now is None or self._keeps_name(relation, now) else now.name

    # ---- target lists

    def _targets(self, nodes: list[Node]) -> list[Node]:
        """Return a target list: a * whose columns have other names now is written out; output columns keep theirs."""
        made: list[Node] = []
        for node in nodes:
            target = node["ResTarget"]
            stars = self.bindings.stars.get(id(target))
            if stars is not None and (id(target) in self.bindings.grown or any(self._is_renamed(c) for _, c in stars)):
                made += [self._written_out(name, column) for name, column in stars]
                continue
            after = self.spell(node)
            if (
                after is not node
                and "val" in target
                and "name" not in target
                and id(target) not in self.bindings.targets
            ):
                name = column_name(target["val"])
                if stars is None and name != column_name(after["ResTarget"]["val"]):
                    after = {"ResTarget": {**after["ResTarget"], "name": name}}
            made.append(after)
        return nodes if len(made) == len(nodes) and all(a is b for a, b in zip(made, nodes, strict=True)) else made

    def _is_renamed(self, column: Output) -> bool:
        return column.ref is not None and self._column_name(column.ref) not in (None, column.name)

    def _written_out(self, item: str, column: Output) -> Node:
        """Return one column of a * as a target; it keeps the name that the * gave it."""
        kept = column.ref is not None and column.ref.oid in self.kept_relations
        name = column.name if kept else (self._column_name(column.ref) or column.name)
        source = self._new_item(item, column)
        fields = [_string(source), _string(name)] if source else [_string(name)]
        target: Node = {"val": {"ColumnRef": {"fields": fields}}}
        if name != column.name:
            target["name"] = column.name
        return {"ResTarget": target}

    def _new_item(self, item: str, column: Output) -> str:
        """Return the name of an item of FROM that a * was written for."""
        if column.ref is None or not (now := self.catalog.relation(column.ref.oid)):
            return item
        was = self.before.get(now.oid)
        unaliased = was is not None and item == was.name and item not in self._aliases
        return now.name if unaliased and was is not None and not self._keeps_name(was, now) else item

    @cached_property
    def _aliases(self) -> set[str]:
        return self.taken - {relation.name for relation in self.before.values()}


def _keep_name(before: Node, fields: Node) -> None:
    """Let a function in FROM be known by its old name: its column is, too."""
    after = fields["RangeFunction"]
    if "alias" in before or after is before:
        return
    old, new = (n["functions"][0]["List"]["items"][0].get("FuncCall", {}).get("funcname") for n in (before, after))
    if old and strings(old)[-1] != strings(new)[-1]:
        fields["RangeFunction"] = {**after, "alias": {"aliasname": strings(old)[-1]}}


def _names_in_from(node: Node) -> set[str]:
    found = {n["ctename"] for _, n in walk(node, ("CommonTableExpr",))}
    for _, range_var in walk(node, ("RangeVar",)):
        found.add((range_var.get("alias") or {}).get("aliasname") or range_var["relname"])
    for _, item in walk(node, ("RangeSubselect", "RangeFunction")):
        found.add((item.get("alias") or {}).get("aliasname", ""))
    return found


def _string(name: str) -> Node:
    return {"A_Star": {}} if name == "*" else {"String": {"sval": name}}


def _put(fields: Node, key: str, value: str) -> bool:
    if fields.get(key) == value:
        return False
    fields[key] = value
    return True
