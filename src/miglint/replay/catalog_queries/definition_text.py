"""Where names, calls and sub-selects stand in a definition as PostgreSQL prints it (pg_get_expr, pg_get_viewdef).

The text answers patterns of such pieces only; it is no SQL: what no pattern asks for is left out or run together.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...syntax.source import Node
from ...syntax.tree import list_name, strings


def printed(node: Any) -> str:
    """A tree as one line, like `(( SELECT auth.uid()) = user_id)`."""
    if isinstance(node, list):
        return ", ".join(text for item in node if (text := printed(item)))
    if not isinstance(node, dict):
        return ""
    return " ".join(
        text for kind, value in node.items() if (text := _KINDS[kind](value) if kind in _KINDS else printed(value))
    )


def _call(fields: Node) -> str:
    name = list_name(fields["funcname"])
    spelled = name.name if name.schema in (None, "pg_catalog") else f"{name.schema}.{name.name}"
    return f"{spelled}({printed(fields.get('args'))}){_rest(fields, 'args', 'funcname')}"


def _sub_link(fields: Node) -> str:
    word = "EXISTS " if fields.get("subLinkType") == "EXISTS_SUBLINK" else ""
    return f"{printed(fields.get('testexpr'))} {word}( {printed(fields['subselect'])})"


def _select(fields: Node) -> str:
    return f"SELECT {printed(fields.get('targetList'))}{_rest(fields, 'targetList')}"


def _operation(fields: Node) -> str:
    return f"({printed(fields.get('lexpr'))} {strings(fields['name'])[-1]} {printed(fields.get('rexpr'))})"


def _constant(fields: Node) -> str:
    return f"'{fields['sval'].get('sval', '')}'" if "sval" in fields else ""


def _rest(fields: Node, *done: str) -> str:
    text = printed({key: value for key, value in fields.items() if key not in done})
    return f" {text}" if text else ""


_KINDS: dict[str, Callable[[Node], str]] = {
    "FuncCall": _call,
    "SubLink": _sub_link,
    "SelectStmt": _select,
    "A_Expr": _operation,
    "A_Const": _constant,
    "ColumnRef": lambda fields: ".".join(strings(fields["fields"])),
    "RangeVar": lambda fields: ".".join(p for p in (fields.get("schemaname"), fields["relname"]) if p),
    "String": lambda fields: str(fields.get("sval", "")),
}
