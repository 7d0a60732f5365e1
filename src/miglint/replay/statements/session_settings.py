"""SET, RESET, DISCARD, set_config(): the search path, the role in force and other settings of the session."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...syntax.source import Node
from ...syntax.tree import calls, clip, constant_or
from ..catalog_queries.known_values import UNKNOWN, known
from ..checks.expression_checks import check_query
from ..checks.parameters import refuse_parameter
from ..state.context import Context
from .access.roles import refuse_set_role


def variable_set(context: Context, node: Node) -> None:
    """SET [LOCAL] name = value, SET name TO DEFAULT, RESET name, RESET ALL."""
    session, name, kind = context.session, node.get("name", ""), node.get("kind")
    if kind == "VAR_RESET_ALL":
        session.path = session.default_path
        session.settings.clear()
        return
    if kind in ("VAR_SET_VALUE", "VAR_SET_DEFAULT", "VAR_RESET"):
        refuse_parameter(context, name)
    values = [str(constant_or(argument, "")) for argument in node.get("args") or ()]
    is_set = kind == "VAR_SET_VALUE"
    if name == "search_path":
        if kind != "VAR_SET_CURRENT":
            session.begin_setting("path", bool(node.get("is_local")))
            session.path = tuple(clip(v) for v in values if v) if is_set else session.default_path
    elif name in ("role", "session_authorization"):
        role = values[0] if is_set and values and values[0] != "none" else session.login
        _set_role(context, role, bool(node.get("is_local")), name != "role")
    elif is_set:
        session.set(name, ", ".join(values), bool(node.get("is_local")))
    elif kind in ("VAR_SET_DEFAULT", "VAR_RESET"):
        session.set(name, None, bool(node.get("is_local")))


def _set_role(context: Context, role: str, local: bool, whole_session: bool = False) -> None:
    """SET ROLE, and SET SESSION AUTHORIZATION of the whole session."""
    refuse_set_role(context, role, whole_session)
    context.session.begin_setting("role", local)
    context.session.role = role


def set_config(context: Context, arguments: list[Any]) -> bool:
    """set_config(name, value, is_local), with the arguments' values: that of search_path is a list of names as text.

    Return False if they aren't known.
    """
    if len(arguments) < 2:
        return True
    name, value = arguments[0], arguments[1]
    if not (isinstance(name, str) and isinstance(value, str) and known(name) and known(value)):
        return False
    local = len(arguments) > 2 and arguments[2] is True
    if name.lower() == "search_path":
        context.session.begin_setting("path", local)
        context.session.set_path(value)
    elif name.lower() == "role":
        _set_role(context, context.session.login if value in ("", "none") else value, local)
    else:
        context.session.set(name.lower(), value, local)
    return True


def select(context: Context, node: Node) -> bool:
    """Apply SELECT INTO, and the calls with constants that change settings in a query at top level.

    Return whether it has other calls."""
    leftmost = node
    while "larg" in leftmost:
        leftmost = leftmost["larg"]
    if "intoClause" in leftmost:
        # SELECT INTO is CREATE TABLE AS (transformOptionalSelectInto in parser/analyze.c).
        table_as = {"query": {"SelectStmt": node}, "into": leftmost["intoClause"], "objtype": "OBJECT_TABLE"}
        context.replay.handlers["CreateTableAsStmt"](context, table_as)
        return False
    if not context.replay.in_prelude:
        check_query(context, {"SelectStmt": node})
    others = False
    for name, call in calls(node):
        if name.name == "set_config" and name.schema in (None, "pg_catalog"):
            arguments = call.get("args") or []
            if set_config(context, [constant_or(argument, UNKNOWN) for argument in arguments]):
                continue
        others = True
    return others


def discard(context: Context, node: Node) -> None:
    """DISCARD ALL."""
    if node.get("target") == "DISCARD_ALL":
        context.session.reset()
        context.replay.prepared.queries.clear()


HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    "VariableSetStmt": variable_set,
    "DiscardStmt": discard,
}
