"""The names in a statement, and those that it creates, drops or renames."""

from __future__ import annotations

from typing import Any

from ...syntax.source import Node
from ...syntax.tree import object_name, strings, walk

Names = set[frozenset[str]]
"""Each is a name, or a column with its table: a text mentions it if it contains all of its words."""


def mentioned(node: Node) -> set[str]:
    """Return all words that a statement's tree holds as names."""
    found: set[str] = set()
    stack: list[Any] = [node]
    while stack:
        here = stack.pop()
        if isinstance(here, str):
            found.add(here)
        elif isinstance(here, dict):
            stack.extend(here.values())
        elif isinstance(here, list):
            stack.extend(here)
    return found


_OWN_NAME = {
    "CreatePolicyStmt": "policy_name",
    "CreateTrigStmt": "trigname",
    "CreateSchemaStmt": "schemaname",
    "CreateExtensionStmt": "extname",
    "CreateRoleStmt": "role",
    "IndexStmt": "idxname",
    "RenameStmt": "newname",
    "AlterEnumStmt": "newVal",
    "CreatePublicationStmt": "pubname",
}
_RANGE = {
    "CreateStmt": "relation",
    "ViewStmt": "view",
    "CreateSeqStmt": "sequence",
    "CompositeTypeStmt": "typevar",
    "CreateForeignTableStmt": "base",
}
_NAME_LIST = {
    "CreateFunctionStmt": "funcname",
    "CreateEnumStmt": "typeName",
    "CreateDomainStmt": "domainname",
    "CreateRangeStmt": "typeName",
    "DefineStmt": "defnames",
}


def defined_names(kind: str, node: Node) -> Names:
    """Return the names that a statement would create, drop or rename to."""
    found: set[str] = set()
    if kind in _OWN_NAME:
        found.add(node.get(_OWN_NAME[kind], ""))
    elif kind in _RANGE:
        target = node[_RANGE[kind]]
        found.add(target.get("relation", target).get("relname", ""))
    elif kind in _NAME_LIST:
        found.add(strings(node[_NAME_LIST[kind]])[-1])
    elif kind == "CreateTableAsStmt":
        found.add(node["into"]["rel"]["relname"])
    elif kind == "DropStmt":
        found.update(_dropped(item) for item in node.get("objects", ()))
    elif kind == "AlterTableStmt":
        table = node["relation"]["relname"]
        parts = [name for _, command in walk(node.get("cmds")) for name in _of_command(command)]
        return {frozenset({table, name}) for name in parts}
    if kind == "RenameStmt":
        found.add(node.get("subname", "") or node.get("relation", {}).get("relname", ""))
    return {frozenset({name}) for name in found if name}


def _dropped(item: Node) -> str:
    match item:
        case {"List": {"items": [*_, {"String": {"sval": name}}]}}:
            return str(name)
    return object_name(item).name


def _of_command(command: Node) -> set[str]:
    """Return the columns and constraints that a subcommand of ALTER TABLE adds, drops or changes."""
    match command:
        case {"subtype": "AT_AddColumn", "def": {"ColumnDef": {"colname": name}}}:
            return {name}
        case {"subtype": "AT_AddConstraint", "def": {"Constraint": {"conname": name}}}:
            return {name}
        case {"subtype": "AT_DropColumn" | "AT_DropConstraint" | "AT_AlterColumnType", "name": name}:
            return {name}
    return set()
