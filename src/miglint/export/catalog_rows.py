"""The catalog as lists of rows, one function per list (docs: `miglint catalog --format json`).

A row is a dict of what is printed; keys that begin with "_" are not, but show whether a migration changed an object of
the prelude. What belongs to an extension, and what was only assumed, appears nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..catalog import Acl, Catalog, Index, Relation, Sequence, Table, View
from ..catalog.privileges import BUILTIN_TYPE

Row = dict[str, Any]


def schemas(catalog: Catalog, revoked: bool) -> Iterator[Row]:
    for schema in catalog.schemas:
        if schema.extension is None and not _is_assumed(catalog, "schema", schema.name):
            yield {"name": schema.name, "_owner": schema.owner}


def _is_assumed(catalog: Catalog, kind: str, name: str) -> bool:
    assumption = catalog.assumptions.get(f"{kind} {name}")
    schema = catalog.schema(name)
    return assumption is not None and schema is not None and schema.origin is assumption.statement


def _tables(catalog: Catalog) -> Iterator[Table]:
    return (t for t in catalog.tables() if t.extension is None and t.persistence != "t")


def tables(catalog: Catalog, revoked: bool) -> Iterator[Row]:
    for table in _tables(catalog):
        if not table.assumed:
            yield {
                "schema": table.schema,
                "name": table.name,
                "kind": table.kind,
                "rls_enabled": table.rls_enabled,
                "rls_forced": table.rls_forced,
                "_owner": table.owner,
            }


def columns(catalog: Catalog, revoked: bool) -> Iterator[Row]:
    for table in _tables(catalog):
        for column in table.columns:
            yield {
                "schema": table.schema,
                "table": table.name,
                "name": column.name,
                "type": catalog.format_type(column.type),
                "not_null": column.not_null,
                "has_default": column.default is not None and column.identity is None and column.generated is None,
                "identity": column.identity,
                "generated": column.generated is not None,
            }


def constraints(catalog: Catalog, revoked: bool) -> Iterator[Row]:
    for table in _tables(catalog):
        for constraint in catalog.constraints_of(table.oid):
            is_key = constraint.kind == "foreign key"
            other = catalog.relation(constraint.ref_relation) if constraint.ref_relation else None
            yield {
                "schema": table.schema,
                "table": table.name,
                "name": constraint.name,
                "kind": constraint.kind,
                "columns": table.names(constraint.columns) or None,
                "ref_table": other.qualified if other else None,
                "ref_columns": _names(other, constraint.ref_columns) if is_key else None,
                "on_update": constraint.on_update if is_key else None,
                "on_delete": constraint.on_delete if is_key else None,
                "validated": constraint.validated,
            }


def _names(relation: Relation | None, attnums: tuple[int, ...]) -> list[str] | None:
    return relation.names(attnums) if isinstance(relation, Table) else None


def indexes(catalog: Catalog, revoked: bool) -> Iterator[Row]:
    for index in catalog.indexes():
        table = catalog.relation(index.table)
        if not isinstance(table, (Table, View)) or table.extension or index.extension or table.persistence == "t":
            continue
        names = {column.attnum: column.name for column in table.columns}
        constraint = catalog.constraints.get(index.constraint) if index.constraint else None
        yield {
            "schema": index.schema,
            "name": index.name,
            "table": table.name,
            "method": index.method,
            "columns": [names.get(key.attnum) for key in index.keys],
            "unique": index.unique,
            "primary": index.primary,
            "partial": index.predicate is not None,
            "constraint": constraint.name if constraint else None,
        }


def views(catalog: Catalog, revoked: bool) -> Iterator[Row]:
    for view in catalog.views():
        if view.extension is None and view.persistence != "t":
            yield {
                "schema": view.schema,
                "name": view.name,
                "kind": view.kind,
                "security_invoker": view.flag("security_invoker"),
                "_query": id(view.query.node),
            }


def functions(catalog: Catalog, revoked: bool) -> Iterator[Row]:
    for routine in catalog.routines:
        if routine.extension is None and routine.schema != "pg_temp":
            yield {
                "schema": routine.schema,
                "name": routine.name,
                "arg_types": [catalog.format_type(type) for type in routine.input_types],
                "kind": routine.kind,
                "language": routine.language,
                "security_definer": routine.security_definer,
                "config": list(routine.config) or None,
                "volatility": routine.volatility,
                "_body": routine.body,
                "_owner": routine.owner,
            }


def triggers(catalog: Catalog, revoked: bool) -> Iterator[Row]:
    for trigger in catalog.triggers:
        table = catalog.relation(trigger.relation)
        if table is None or table.extension or table.persistence == "t":
            continue
        function = catalog.routine(trigger.function)
        yield {
            "schema": table.schema,
            "table": table.name,
            "name": trigger.name,
            "timing": trigger.timing,
            "events": sorted(trigger.events),
            "level": trigger.level,
            "function": function.qualified if function else trigger.function_name,
        }


def policies(catalog: Catalog, revoked: bool) -> Iterator[Row]:
    for policy in catalog.policies:
        table = catalog.relation(policy.relation)
        if table is None or table.extension or table.persistence == "t":
            continue
        yield {
            "schema": table.schema,
            "table": table.name,
            "name": policy.name,
            "permissive": policy.permissive,
            "command": policy.command,
            "roles": sorted(policy.roles),
            "has_using": policy.using is not None,
            "has_with_check": policy.with_check is not None,
        }


def types(catalog: Catalog, revoked: bool) -> Iterator[Row]:
    for type in catalog.types:
        if (
            type.extension is None
            and type.kind in ("enum", "domain", "composite", "range")
            and type.schema != "pg_temp"
        ):
            labels = list(type.labels) if type.kind == "enum" else None
            yield {"schema": type.schema, "name": type.name, "kind": type.kind, "labels": labels}


def sequences(catalog: Catalog, revoked: bool) -> Iterator[Row]:
    for sequence in _sequences(catalog):
        owned_by = None
        if sequence.owned_by is not None:
            table = catalog.table(sequence.owned_by.oid)
            column = table.column(sequence.owned_by.attnum) if table else None
            owned_by = f"{table.qualified}.{column.name}" if table and column else None
        yield {"schema": sequence.schema, "name": sequence.name, "owned_by": owned_by}


def _sequences(catalog: Catalog) -> Iterator[Sequence]:
    return (s for s in catalog.sequences() if s.extension is None and s.persistence != "t")


def privileges(catalog: Catalog, revoked: bool) -> Iterator[Row]:
    for relation in catalog.relations:
        if relation.extension or relation.persistence == "t" or isinstance(relation, Index):
            continue
        yield from _acl(relation.kind, relation.qualified, relation.owner, relation.acl, revoked)
        if isinstance(relation, (Table, View)):
            for column in relation.columns:
                if column.acl:
                    yield from _acl("column", relation.qualified, relation.owner, column.acl, revoked, column.name)
    for routine in catalog.routines:
        if routine.extension is None and routine.schema != "pg_temp":
            kind = "procedure" if routine.kind == "procedure" else "function"
            yield from _acl(kind, catalog.signature(routine), routine.owner, routine.acl, revoked)
    for schema in catalog.schemas:
        if schema.extension is None:
            # The owner of the database, which is postgres, is the one member of pg_database_owner.
            owner = "postgres" if schema.owner == "pg_database_owner" else schema.owner
            yield from _acl("schema", schema.name, owner, schema.acl, revoked)
    for type in catalog.types:
        if type.extension is None and type.acl is not None and type.acl is not BUILTIN_TYPE:
            yield from _acl("type", f"{type.schema}.{type.name}", type.owner, type.acl, revoked)


def _acl(kind: str, object: str, owner: str, acl: Acl, revoked: bool, column: str | None = None) -> Iterator[Row]:
    for grantee, privilege in acl.effective(revoked):
        if grantee != owner:
            yield {
                "kind": kind,
                "object": object,
                "column": column,
                "grantee": "PUBLIC" if grantee == "public" else grantee,
                "privilege": privilege,
            }


def extensions(catalog: Catalog, revoked: bool) -> Iterator[Row]:
    for extension in catalog.extensions:
        yield {"name": extension.name, "schema": extension.schema}


def publication_tables(catalog: Catalog, revoked: bool) -> Iterator[Row]:
    for publication in catalog.publications:
        for oid in publication.tables:
            if (table := catalog.relation(oid)) is not None:
                yield {"publication": publication.name, "table": table.qualified}


def comments(catalog: Catalog, revoked: bool) -> Iterator[Row]:
    for comment in catalog.comments:
        if (object := _commented(catalog, comment.kind, comment.oid, comment.attnum)) is not None:
            yield {"kind": comment.kind, "object": object, "comment": comment.comment}


def _commented(catalog: Catalog, kind: str, oid: int, attnum: int) -> str | None:
    """Return the name that a commented object has now; None where it is gone."""
    if relation := catalog.relation(oid):
        if not attnum:
            return relation.qualified
        column = relation.column(attnum) if isinstance(relation, (Table, View)) else None
        return f"{relation.qualified}.{column.name}" if column else None
    if routine := catalog.routine(oid):
        return catalog.signature(routine)
    if type := catalog.type(oid):
        return f"{type.schema}.{type.name}"
    parts: dict[str, Any] = {
        "policy": catalog.policies,
        "trigger": catalog.triggers,
        "constraint": catalog.constraints,
    }
    if kind in parts:
        part = parts[kind].get(oid)
        table = catalog.relation(part.relation) if part else None
        return f"{part.name} on {table.qualified}" if part and table else None
    named: dict[str, Any] = {
        "schema": catalog.schemas,
        "extension": catalog.extensions,
        "publication": catalog.publications,
        "role": catalog.roles,
        "event trigger": catalog.event_triggers,
    }
    return next((row.name for row in named.get(kind, ()) if row.oid == oid), None)


SECTIONS: dict[str, Callable[[Catalog, bool], Iterator[Row]]] = {
    "schemas": schemas,
    "tables": tables,
    "columns": columns,
    "constraints": constraints,
    "indexes": indexes,
    "views": views,
    "functions": functions,
    "triggers": triggers,
    "policies": policies,
    "types": types,
    "sequences": sequences,
    "privileges": privileges,
    "extensions": extensions,
    "publication_tables": publication_tables,
    "comments": comments,
}
"""Every list of the JSON that is about objects, in its order."""
