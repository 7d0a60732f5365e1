"""CREATE SCHEMA."""

from __future__ import annotations

from collections.abc import Callable

from ...catalog import Schema
from ...catalog.changes import SchemaCreated
from ...record import replace
from ...syntax.source import Node
from ...syntax.tree import role_name, unwrap
from ..state.context import Context
from .access.grants import default_acl
from .access.roles import assume_role, refuse_new_owner

# The order in which PostgreSQL runs the elements of CREATE SCHEMA (transformCreateSchemaStmtElements).
_ORDER = ("CreateSeqStmt", "CreateStmt", "ViewStmt", "IndexStmt", "CreateTrigStmt", "GrantStmt")


def create_schema(context: Context, node: Node) -> None:
    """CREATE SCHEMA [IF NOT EXISTS] name [AUTHORIZATION role] [element ...]."""
    role = node.get("authrole")
    owner = role_name(role, context.session.role) if role else context.session.role
    name = node.get("schemaname") or owner
    if role:
        assume_role(context, owner, role.get("location"))
        refuse_new_owner(context, owner, role.get("location"))
    if name.startswith("pg_") and not context.replay.in_prelude:
        context.refuse("42939", f'unacceptable schema name "{name}"', names=(name,))
    existing = context.catalog.schema(name)
    if existing is not None and context.catalog.assumptions.get(f"schema {name}") is not None:
        # It was used before: the history knew better than its own beginning.
        row = replace(existing, owner=owner, origin=context.statement, changed=context.statement)
        context.catalog.schemas.put(name, row)
    elif existing is not None:
        if node.get("if_not_exists"):
            return
        context.refuse("42P06", f'schema "{name}" already exists', oid=existing.oid, names=(name,))
    else:
        schema = Schema(
            oid=context.catalog.new_oid(),
            origin=context.statement,
            changed=context.statement,
            name=name,
            owner=owner,
            acl=default_acl(context, "", "schemas"),
        )
        context.catalog.schemas.put(name, schema)
        context.emit(SchemaCreated, schema.oid, name=name)
    _run_elements(context, name, node.get("schemaElts") or [])


def _run_elements(context: Context, schema: str, elements: list[Node]) -> None:
    session = context.session
    path, session.path = session.path, (schema, *session.path)
    try:
        for kind in _ORDER:
            for element in elements:
                element_kind, fields = unwrap(element)
                if element_kind == kind and (handler := context.replay.handlers.get(kind)) is not None:
                    handler(context, fields)
    finally:
        session.path = path


HANDLERS: dict[str, Callable[[Context, Node], None]] = {"CreateSchemaStmt": create_schema}
