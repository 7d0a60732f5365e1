"""The texts of bodies -> their trees."""

from __future__ import annotations

from ...analysis.bodies.plpgsql_trees import routine_tree, tree_of
from ...syntax.source import Node, Statement


def block_tree(body: str) -> Node | None:
    """Return the tree of a DO block's body."""
    return tree_of("DO ", body)


def place_of(statement: Statement, body: str) -> tuple[int, bytes] | None:
    """Return the offset of a body in the file, if it is verbatim there."""
    found = statement.offset_of(body)
    return None if found is None else (found, body.encode())


__all__ = ["block_tree", "place_of", "routine_tree"]
