"""New conditions of policies: as edits of the statement that wrote them, and as ALTER POLICY."""

from __future__ import annotations

from typing import Any

from miglint import Catalog, Edit, Expression, Node, Policy, Span, Statement, Table, closing, is_editable, keyword

from .._expressions import sql_of
from ._initplan import bare_calls
from ._policies import clauses, policy_on


def alter_policy(policy: Policy, table: Table, **conditions: str) -> tuple[str, ...]:
    """Return ALTER POLICY with new conditions (using, with_check); () if one of them is empty."""
    if not all(conditions.values()):
        return ()
    new = " ".join(f"{word.replace('_', ' ').upper()} ({text})" for word, text in conditions.items())
    return (f"ALTER POLICY {policy_on(policy, table)} {new};",)


def condition(expression: Expression, table: Table, catalog: Catalog) -> str:
    """Return a condition as SQL, with auth.uid() and similar calls in sub-selects; "" if it can't be written."""
    calls = {id(fields) for _, fields in bare_calls(expression.node, table, catalog)}
    return sql_of(_wrapped(expression.node, calls), expression, catalog)


def wrapping(policy: Policy, table: Table, catalog: Catalog) -> tuple[Edit, ...]:
    """Return the edits that wrap a policy's bare calls in sub-selects; () if one of them can't be edited."""
    edits: list[Edit] = []
    for _, clause in clauses(policy):
        for _, fields in bare_calls(clause.node, table, catalog):
            statement = _written_in(clause)
            start = statement.place(fields.get("location")).span.start if statement else -1
            end = closing(statement, start) + 1 if statement else 0
            if statement is None or not start < end:
                return ()
            select = "SELECT" if statement.text[:6].isupper() else "select"
            edits += [Edit(statement.migration, start, start, f"({select} "), Edit(statement.migration, end, end, ")")]
    return tuple(edits)


def clause_span(expression: Expression, word: str) -> Span | None:
    """Return the span between the parentheses after USING or CHECK in the statement that wrote a condition."""
    statement = _written_in(expression)
    found = keyword(statement, word) if statement else None
    if statement is None or found is None:
        return None
    start, end = statement.migration.text.find("(", found.end), closing(statement, found.end)
    return Span(start + 1, end) if found.end <= start < end else None


def _written_in(expression: Expression) -> Statement | None:
    """Return the CREATE or ALTER POLICY that wrote a condition; None if it can't be edited."""
    statement = expression.statement
    if statement is None or statement.kind not in ("CreatePolicyStmt", "AlterPolicyStmt"):
        return None
    return statement if is_editable(statement) else None


def _wrapped(node: Any, calls: set[int]) -> Any:
    """Return a copy of a tree in which each of these calls is wrapped in a sub-select."""
    if isinstance(node, list):
        return [_wrapped(item, calls) for item in node]
    if not isinstance(node, dict):
        return node
    match node:
        case {"FuncCall": fields} if id(fields) in calls:
            return {"SubLink": {"subLinkType": "EXPR_SUBLINK", "subselect": _select(node)}}
    return {key: _wrapped(value, calls) for key, value in node.items()}


def _select(target: Node) -> Node:
    plain = {"limitOption": "LIMIT_OPTION_DEFAULT", "op": "SETOP_NONE"}
    return {"SelectStmt": {"targetList": [{"ResTarget": {"val": target}}], **plain}}
