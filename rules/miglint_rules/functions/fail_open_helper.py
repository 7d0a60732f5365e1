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
    """A function that says who may do something says yes to nobody.

    ## Why
    `auth.uid()` is NULL for anonymous requests too, not only for the server's own. A helper like `is_admin()` that
    answers true then lets everybody with the public key in, wherever a policy or the API calls it. Let the answer be
    false; the server's role passes row-level security anyway.

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
            if _says_yes_to_nobody(routine) and (place := routine.place()):
                yield self.finding(
                    f"{state.catalog.signature(routine)} answers true where auth.uid() is NULL, as it is for anonymous "
                    "requests.",
                    place,
                    help="Answer false there.",
                    object=state.catalog.ref(routine),
                )


def _says_yes_to_nobody(routine: Routine) -> bool:
    if routine.language == "plpgsql":
        return _in_plpgsql(body_tree(routine))
    return any(_in_query(node) for node in body_statements(routine))


def _in_plpgsql(tree: Any) -> bool:
    """Whether IF auth.uid() IS NULL THEN RETURN true stands anywhere in a body."""
    for _, fields in walk(tree, ("PLpgSQL_stmt_if",)):
        match fields:
            case {"cond": condition, "then_body": [{"PLpgSQL_stmt_return": answer}, *_]}:
                if _asks_for_nobody(_read(condition)) and is_true(_read(answer.get("expr"))):
                    return True
    return False


def _read(expression: Any) -> Node:
    """The tree of an expression in a body; {} for what doesn't parse."""
    match expression:
        case {"PLpgSQL_expr": {"query": str(query)}}:
            try:
                return parse_expression(query)
            except ValueError:
                return {}
    return {}


def _in_query(node: Node) -> bool:
    """Whether what a SELECT answers is true for nobody: auth.uid() IS NULL OR ..., CASE WHEN ... THEN true."""
    for kind, fields in walk(node):
        if kind == "ResTarget" and _asks_for_nobody(fields.get("val", {})):
            return True
        if kind == "CaseWhen" and _asks_for_nobody(fields["expr"]) and is_true(fields["result"]):
            return True
    return False


def _asks_for_nobody(node: Node) -> bool:
    """Whether a condition is true because auth.uid() is NULL: by itself or beside OR."""
    match node:
        case {"NullTest": {"nulltesttype": "IS_NULL", "arg": argument}}:
            return is_call(argument, UID)
        case {"BoolExpr": {"boolop": "OR_EXPR", "args": arguments}}:
            return any(_asks_for_nobody(argument) for argument in arguments)
    return False
