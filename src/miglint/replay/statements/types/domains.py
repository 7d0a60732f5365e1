"""CREATE and ALTER DOMAIN (PostgreSQL docs, 8.18; DefineDomain in commands/typecmds.c)."""

from __future__ import annotations

from ....catalog import Constraint, Type
from ....record import replace
from ....syntax.source import Node
from ....syntax.tree import clip, list_name
from ...checks.expression_checks import stored_expression
from ...checks.type_lookup import resolve_type
from ...state.context import Context
from ..common.dependents import DropTarget
from ..common.drop_objects import drop
from ..common.generated_names import constraint_name
from .new_types import find_type, new_type_name, put_type


def create_domain(context: Context, node: Node) -> None:
    """CREATE DOMAIN."""
    schema, name = new_type_name(context, list_name(node["domainname"]), node.get("typeName", {}).get("location"))
    base = resolve_type(context, node["typeName"])
    not_null, named, default = False, None, None
    for wrapped in node.get("constraints", ()):
        constraint = wrapped["Constraint"]
        if constraint["contype"] == "CONSTR_NOTNULL":
            not_null, named = True, constraint.get("conname")
        elif constraint["contype"] == "CONSTR_DEFAULT":
            default = stored_expression(context, constraint["raw_expr"])
    row = put_type(context, schema, name, "domain", base=base, not_null=not_null, default=default)
    if not_null:
        row = _set_not_null(context, row, named)
    for wrapped in node.get("constraints", ()):
        if wrapped["Constraint"]["contype"] == "CONSTR_CHECK":
            _add_check(context, row, wrapped["Constraint"])


def _set_not_null(context: Context, row: Type, named: str | None) -> Type:
    """Make a domain NOT NULL; it keeps the name that the constraint may have already."""
    name = clip(named or "") or constraint_name(context.catalog, row.schema, row.name, None, "not_null")
    after = replace(row, not_null=True, not_null_name=row.not_null_name or name, changed=context.statement)
    context.catalog.types.put(row.oid, after)
    return after


def _add_check(context: Context, row: Type, node: Node) -> None:
    catalog = context.catalog
    name = clip(node.get("conname") or "") or constraint_name(catalog, row.schema, row.name, None, "check")
    if _named(context, row, name):
        message = f'constraint "{name}" for domain "{row.name}" already exists'
        context.refuse("42710", message, node.get("location"), row.oid, names=(name, row.name))
    constraint = Constraint(
        oid=catalog.new_oid(),
        origin=context.statement,
        changed=context.statement,
        relation=0,
        schema=row.schema,
        name=name,
        kind="check",
        expression=stored_expression(context, node["raw_expr"]),
        validated=not node.get("skip_validation"),
        domain=row.oid,
        location=node.get("location"),
    )
    catalog.constraints.put(constraint.oid, constraint)


def _named(context: Context, row: Type, name: str) -> Constraint | None:
    found = context.catalog.constraints.by("name", (row.schema, name))
    return next((c for c in found if c.domain == row.oid), None)


def _drop_not_null(context: Context, row: Type) -> None:
    after = replace(row, not_null=False, not_null_name=None, changed=context.statement)
    context.catalog.types.put(row.oid, after)


def alter_domain(context: Context, node: Node) -> None:
    """ALTER DOMAIN. The subtypes are T default, N drop and O set not null, C add, X drop and V validate constraint."""
    row = find_type(context, node["typeName"])
    if row is None:
        return
    if row.kind != "domain":
        context.refuse("42809", f"{row.schema}.{row.name} is not a domain", oid=row.oid)
    catalog, subtype = context.catalog, node["subtype"]
    match subtype:
        case "T":
            default = stored_expression(context, node["def"]) if "def" in node else None
            catalog.types.put(row.oid, replace(row, default=default, changed=context.statement))
        case "N":
            _drop_not_null(context, row)
        case "O":
            _set_not_null(context, row, None)
        case "C":
            constraint = node["def"]["Constraint"]
            if constraint["contype"] == "CONSTR_NOTNULL":
                _set_not_null(context, row, constraint.get("conname"))
            else:
                _add_check(context, row, constraint)
        case "X" | "V":
            name = clip(node["name"])
            found = _named(context, row, name)
            if found is None and name == row.not_null_name and context.replay.target.postgres_version >= 17:
                if subtype == "V":
                    message = f'constraint "{name}" of domain "{row.name}" is not a check constraint'
                    context.refuse("42809", message, oid=row.oid, names=(name, row.name))
                _drop_not_null(context, row)
            elif found is None:
                if not node.get("missing_ok"):
                    message = f'constraint "{name}" of domain "{row.name}" does not exist'
                    context.refuse("42704", message, oid=row.oid, names=(name, row.name))
            elif subtype == "X":
                drop(context, [DropTarget("constraint", found.oid)], node.get("behavior") == "DROP_CASCADE")
            else:
                catalog.constraints.put(found.oid, replace(found, validated=True, changed=context.statement))
