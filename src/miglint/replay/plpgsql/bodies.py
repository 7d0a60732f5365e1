"""The texts of bodies -> their trees."""

from __future__ import annotations

from ...expressions.plpgsql import body_tree, dollar_quoted, readings, routine_tree
from ...source import Node, Statement


def block_tree(body: str) -> Node | None:
    """The tree of a DO block's body."""
    tree = body_tree(f"DO {dollar_quoted(body)}")
    if tree is None:
        found = (body_tree(f"DO {dollar_quoted(other)}") for other in readings(body))
        tree = next((each for each in found if each is not None), None)
    return tree


def place_of(statement: Statement, body: str) -> tuple[int, bytes] | None:
    """Where the body stands in the file, if it stands there as it is."""
    if statement.base is None:
        return None
    data = body.encode()
    found = statement.migration.data.find(data, statement.start, statement.end) if data else -1
    return (found, data) if found >= 0 else None


__all__ = ["block_tree", "body_tree", "place_of", "routine_tree"]
