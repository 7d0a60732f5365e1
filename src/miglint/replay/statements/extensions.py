"""CREATE and ALTER EXTENSION: an extension, its schema, and the members that rules need to know."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...catalog import PUBLIC, Extension, PrivilegeSource, Relation, Schema, Table, Type
from ...catalog.changes import SchemaCreated
from ...record import replace
from ...syntax.near_names import near_miss
from ...syntax.source import Node
from ...syntax.tree import constant_or, object_name, options
from ..checks.extension_facts import ExtensionFacts, facts_of, is_known, known_extensions
from ..lookup.named_types import lookup_type
from ..lookup.routine_lookup import find_routine
from ..state.context import Context
from ..state.refused import Refused
from .other_objects import put_other

_OWNER = "supabase_admin"


def create_extension(context: Context, node: Node) -> None:
    """CREATE EXTENSION: into its fixed schema, else the one given, else the first of the search path."""
    name, given = node["extname"], options(node.get("options"))
    if context.catalog.extensions.get(name) is not None:
        if node.get("if_not_exists"):
            return
        context.refuse("42710", f'extension "{name}" already exists', names=(name,))
    _refuse_slip(context, name)
    schema = constant_or(given.get("schema"))
    _install(context, name, schema, constant_or(given.get("new_version")), bool(given.get("cascade")))


# What some extensions are called elsewhere than in CREATE EXTENSION.
_CALLED = {
    "pgvector": "vector", "pg_vector": "vector", "pg_http": "http", "pgsql-http": "http", "timescale": "timescaledb",
    "trgm": "pg_trgm", "uuid": "uuid-ossp", "crypto": "pgcrypto", "cron": "pg_cron", "vault": "supabase_vault",
}  # fmt: skip


def _refuse_slip(context: Context, name: str) -> None:
    """0A000 for a slip of an extension's name; others may be there, for anyone can add extensions to a server."""
    if is_known(name) or context.replay.in_prelude:
        return
    if meant := _CALLED.get(name) or near_miss(name, known_extensions()):
        raise Refused(
            "0A000",
            f'extension "{name}" is not available',
            subject=name,
            hint=f'Did you mean "{meant}"?',
            names=(name,),
        )


def _install(context: Context, name: str, given: str | None, version: Any, cascade: bool) -> None:
    facts = facts_of(name)
    for required in facts.requires:
        if context.catalog.extensions.get(required) is None:
            if not cascade:
                context.refuse("42704", f'required extension "{required}" is not installed', names=(required,))
            _install(context, required, given, None, True)
    if facts.schema is not None:
        schema = facts.schema
        # pg_catalog isn't in the catalog; PostgreSQL creates any other fixed schema, which then isn't a member.
        if schema != "pg_catalog" and context.catalog.schema(schema) is None:
            _make_schema(context, schema, None)
    else:
        schema = context.schema_for_new(given) if given != "pg_catalog" else "pg_catalog"
    extension = Extension(
        oid=context.catalog.new_oid(),
        origin=context.statement,
        changed=context.statement,
        name=name,
        schema=schema,
        version=str(version) if version is not None else None,
    )
    context.catalog.extensions.put(name, extension)
    _make_members(context, extension, facts)


def _make_schema(context: Context, name: str, extension: str | None) -> None:
    schema = Schema(
        oid=context.catalog.new_oid(), origin=context.statement, name=name, owner=_owner(context), extension=extension
    )
    context.catalog.schemas.put(name, schema)
    context.emit(SchemaCreated, schema.oid, name=name)


def _owner(context: Context) -> str:
    """Return the owner: Supabase creates extensions as its own superuser, whatever the current role."""
    return _OWNER if context.replay.target.platform == "supabase" else context.session.role


def _make_members(context: Context, extension: Extension, facts: ExtensionFacts) -> None:
    catalog, owner = context.catalog, _owner(context)
    if facts.open and (schema_row := catalog.schema(extension.schema)) is not None:
        acl = schema_row.acl.granted([PUBLIC], ["USAGE"], PrivilegeSource.GRANT)
        catalog.schemas.put(extension.schema, replace(schema_row, acl=acl))
    for made in facts.makes:
        if catalog.schema(made) is None:
            _make_schema(context, made, extension.name)
    for spelled in facts.types:
        schema, name = _split(spelled, extension.schema)
        if catalog.type_named(schema, name) is None:
            row = Type(
                oid=catalog.new_oid(),
                origin=context.statement,
                schema=schema,
                name=name,
                kind="base",
                owner=owner,
                extension=extension.name,
            )
            catalog.types.put(row.oid, row)
    for wrapper in facts.wrappers:
        put_other(context, "foreign-data wrapper", None, wrapper, extension=extension.name)
    for spelled in facts.relations:
        schema, name = _split(spelled, extension.schema)
        if catalog.named(schema, name) is None:
            # Its columns are not listed here, as with a table that is only assumed.
            context.put(
                Table(
                    oid=catalog.new_oid(),
                    origin=context.statement,
                    schema=schema,
                    name=name,
                    kind="table",
                    owner=owner,
                    extension=extension.name,
                    assumed=True,
                )
            )


def _split(spelled: str, schema: str) -> tuple[str, str]:
    before, dot, after = spelled.partition(".")
    return (before, after) if dot else (schema, before)


def set_extension_schema(context: Context, name: str, schema: str) -> None:
    """ALTER EXTENSION ... SET SCHEMA: its members move too, but not those in schemas that it makes itself."""
    extension = context.catalog.extensions.get(name)
    if extension is None or extension.schema == schema:
        return
    if context.catalog.schema(schema) is None:
        context.assume_schema(schema)
    for type in list(context.catalog.types):
        if type.extension == name and type.schema == extension.schema:
            context.catalog.types.put(type.oid, replace(type, schema=schema))
    for relation in list(context.catalog.relations):
        if relation.extension == name and relation.schema == extension.schema:
            context.put(replace(relation, schema=schema))
    for routine in list(context.catalog.routines):
        if routine.extension == name and routine.schema == extension.schema:
            context.catalog.routines.put(routine.oid, replace(routine, schema=schema))
    row = replace(extension, schema=schema, changed=context.statement)
    context.catalog.extensions.put(name, row)


def alter_extension(context: Context, node: Node) -> None:
    """ALTER EXTENSION ... UPDATE [TO version]."""
    extension = context.catalog.extensions.get(node["extname"])
    version = constant_or(options(node.get("options")).get("new_version"))
    if extension is not None and version is not None:
        row = replace(extension, version=str(version), changed=context.statement)
        context.catalog.extensions.put(row.name, row)


def alter_extension_contents(context: Context, node: Node) -> None:
    """ALTER EXTENSION ... ADD | DROP a member."""
    member = node["extname"] if node.get("action", 1) > 0 else None
    object, catalog = node["object"], context.catalog
    match node["objtype"]:
        case "OBJECT_FUNCTION" | "OBJECT_PROCEDURE" | "OBJECT_ROUTINE" | "OBJECT_AGGREGATE":
            if (routine := find_routine(context, object["ObjectWithArgs"])) is not None:
                catalog.routines.put(routine.oid, replace(routine, extension=member))
        case "OBJECT_TYPE" | "OBJECT_DOMAIN":
            found = lookup_type(context, object_name(object))
            if found and (type := catalog.type(found.oid)) is not None:
                catalog.types.put(type.oid, replace(type, extension=member))
        case "OBJECT_SCHEMA":
            if (schema := catalog.schema(object_name(object).name)) is not None:
                catalog.schemas.put(schema.name, replace(schema, extension=member))
        case "OBJECT_TABLE" | "OBJECT_VIEW" | "OBJECT_MATVIEW" | "OBJECT_SEQUENCE" | "OBJECT_FOREIGN_TABLE":
            relation: Relation | None = context.find(object_name(object))
            if relation is not None:
                context.put(replace(relation, extension=member))


HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    "CreateExtensionStmt": create_extension,
    "AlterExtensionStmt": alter_extension,
    "AlterExtensionContentsStmt": alter_extension_contents,
}
