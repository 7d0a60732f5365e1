"""fail-open-helper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from miglint import (
    Finding,
    Kind,
    Name,
    Node,
    Routine,
    Rule,
    Severity,
    State,
    body_statements,
    body_tree,
    is_call,
    is_true,
    own_routines,
    parse_expression,
    walk,
)

UID = Name("auth", "uid")


class FailOpenHelper(Rule):
    """Authorization helper returns true when auth.uid() is NULL.

    ## Why
    `auth.uid()` is NULL for anonymous requests, not only for those of your server. If a helper such as `is_admin()`
    returns true then, everyone with the public key passes, in each policy and API call that uses it. Return false;
    the server's role bypasses row-level security anyway.

    ## Bad
    ```sql
    CREATE FUNCTION is_admin() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
    BEGIN
      IF auth.uid() IS NULL THEN
        RETURN true;
      END IF;
      RETURN false;
    END;
    $$;
    ```

    ## Good
    ```sql
    CREATE FUNCTION is_admin() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
    BEGIN
      IF auth.uid() IS NULL THEN
        RETURN false;
      END IF;
      RETURN true;
    END;
    $$;
    ```

    ## References
    - https://supabase.com/docs/guides/database/postgres/row-level-security
    """

    kind = Kind.DEBT
    severity = Severity.ERROR
    sources = ("constitution:rls-helper-null-safe",)

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for routine in own_routines(state):
            if routine.returns is None or routine.returns.name != "bool" or "uid" not in (routine.body or ""):
                continue
            if _returns_true_without_user(routine) and (place := routine.place()):
                yield self.finding(
                    f"{routine.kind} {state.catalog.signature(routine)} returns true when auth.uid() is NULL: "
                    "anonymous requests pass its check.",
                    place,
                    help="Return false when auth.uid() is NULL.",
                    object=state.catalog.ref(routine),
                )


def _returns_true_without_user(routine: Routine) -> bool:
    if routine.language == "plpgsql":
        return _in_plpgsql(body_tree(routine))
    return any(_in_query(node) for node in body_statements(routine))


def _in_plpgsql(tree: Any) -> bool:
    """Return whether a body contains IF auth.uid() IS NULL THEN RETURN true."""
    for _, fields in walk(tree, ("PLpgSQL_stmt_if",)):
        match fields:
            case {"cond": condition, "then_body": [{"PLpgSQL_stmt_return": answer}, *_]}:
                if _is_true_without_user(_read(condition)) and is_true(_read(answer.get("expr"))):
                    return True
    return False


def _read(expression: Any) -> Node:
    """Return the tree of an expression in a body; {} if it doesn't parse."""
    match expression:
        case {"PLpgSQL_expr": {"query": str(query)}}:
            try:
                return parse_expression(query)
            except ValueError:
                return {}
    return {}


def _in_query(node: Node) -> bool:
    """Return whether a SELECT returns true without a user: auth.uid() IS NULL OR ..., CASE WHEN ... THEN true."""
    for kind, fields in walk(node):
        if kind == "ResTarget" and _is_true_without_user(fields.get("val", {})):
            return True
        if kind == "CaseWhen" and _is_true_without_user(fields["expr"]) and is_true(fields["result"]):
            return True
    return False


def _is_true_without_user(node: Node) -> bool:
    """Return whether a condition is true when auth.uid() is NULL: the test alone or in an OR."""
    match node:
        case {"NullTest": {"nulltesttype": "IS_NULL", "arg": argument}}:
            return is_call(argument, UID)
        case {"BoolExpr": {"boolop": "OR_EXPR", "args": arguments}}:
            return any(_is_true_without_user(argument) for argument in arguments)
    return False
