"""CREATE and ALTER POLICY (PostgreSQL docs, 5.9 Row Security Policies)."""

from __future__ import annotations

from collections.abc import Callable

from ....catalog import Expression, Policy, Table
from ....catalog.changes import PolicyAltered, PolicyCreated
from ....record import replace
from ....syntax.source import Node
from ....syntax.tree import clip, first_location, role_name
from ...checks.assumptions import relation_of
from ...checks.expression_checks import stored_expression
from ...checks.purposes import POLICY
from ...state.context import Context
from .roles import assume_role, refuse_not_owner


def create_policy(context: Context, node: Node) -> None:
    table = _table(context, node["table"])
    name = clip(node["policy_name"])
    command = node.get("cmd_name", "all").upper()
    _check_clauses(context, node, command, table)
    policy = Policy(
        oid=context.catalog.new_oid(),
        origin=context.statement,
        changed=context.statement,
        relation=table.oid,
        name=name,
        permissive=node.get("permissive", False),
        command=command,
        roles=_roles(context, node.get("roles") or []),
        using=_expression(context, node.get("qual"), table),
        with_check=_expression(context, node.get("with_check"), table),
    )
    if old := _named(context, table, name):
        if context.catalog.knows("policies", table):
            context.refuse(
                "42710",
                f'policy "{name}" for table "{table.name}" already exists',
                oid=table.oid,
                names=(name, table.name),
            )
        context.catalog.policies.drop(old.oid)
    context.catalog.policies.put(policy.oid, policy)
    context.emit(PolicyCreated, table.oid, policy=policy)


def alter_policy(context: Context, node: Node) -> None:
    table = _table(context, node["table"])
    name = clip(node["policy_name"])
    before = _named(context, table, name)
    if before is None:
        if context.catalog.knows("policies", table):
            context.refuse(
                "42704",
                f'policy "{name}" for table "{table.name}" does not exist',
                oid=table.oid,
                names=(name, table.name),
            )
        return
    _check_clauses(context, node, before.command, table)
    after = replace(
        before,
        changed=context.statement,
        roles=_roles(context, node["roles"]) if node.get("roles") else before.roles,
        using=_expression(context, node.get("qual"), table) or before.using,
        with_check=_expression(context, node.get("with_check"), table) or before.with_check,
    )
    context.catalog.policies.put(after.oid, after)
    context.emit(PolicyAltered, table.oid, before=before, after=after)


def _table(context: Context, range_var: Node) -> Table:
    relation = relation_of(context, range_var)
    if not isinstance(relation, Table):
        context.refuse(
            "42809",
            f'"{range_var["relname"]}" is not a table',
            range_var.get("location"),
            names=(range_var["relname"],),
        )
    refuse_not_owner(context, relation)
    return relation


def _named(context: Context, table: Table, name: str) -> Policy | None:
    for policy in context.catalog.policies_of(table.oid):
        if policy.name == name:
            return policy
    return None


def _check_clauses(context: Context, node: Node, command: str, table: Table) -> None:
    """INSERT has no rows to hide and SELECT and DELETE write none (PostgreSQL, commands/policy.c)."""
    if command == "INSERT" and "qual" in node:
        message = "only WITH CHECK expression allowed for INSERT"
        context.refuse("42601", message, first_location(node["qual"]), table.oid, reason="policy clause")
    if command in ("SELECT", "DELETE") and "with_check" in node:
        message = "WITH CHECK cannot be applied to SELECT or DELETE"
        context.refuse("42601", message, first_location(node["with_check"]), table.oid, reason="policy clause")


def _roles(context: Context, nodes: list[Node]) -> tuple[str, ...]:
    """Return the roles of TO; PUBLIC swallows all others."""
    roles = tuple(role_name(node, context.session.role) for node in nodes)
    for node, role in zip(nodes, roles, strict=True):
        assume_role(context, role, node["RoleSpec"].get("location"))
    return roles if roles and "public" not in roles else ("public",)


def _expression(context: Context, node: Node | None, table: Table) -> Expression | None:
    return None if node is None else stored_expression(context, node, table, POLICY)


HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    "CreatePolicyStmt": create_policy,
    "AlterPolicyStmt": alter_policy,
}
