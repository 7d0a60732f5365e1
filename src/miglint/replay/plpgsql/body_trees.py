"""The texts of bodies -> their trees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...analysis.bodies.plpgsql_trees import dollar_quoted, routine_tree, tree_of, written_text
from ...syntax.source import Node, Statement


def block_tree(body: str) -> Node | None:
    """Return the tree of a DO block's body."""
    return tree_of("DO ", body)


def texts_of(statements: Iterable[Statement], compiled: bool) -> Iterator[str]:
    """Return the texts to parse for the PL/pgSQL in these statements; bodies of routines only if they are compiled."""
    for statement in statements:
        if compiled and statement.kind == "CreateFunctionStmt" and (text := written_text(statement.node)) is not None:
            yield text
        elif statement.kind == "DoStmt":
            for argument in statement.node.get("args", ()):
                match argument:
                    case {"DefElem": {"defname": "as", "arg": {"String": {"sval": str(body)}}}}:
                        yield f"DO {dollar_quoted(body)}"


def place_of(statement: Statement, body: str) -> tuple[int, bytes] | None:
    """Return the offset of a body in the file, if it is verbatim there."""
    found = statement.offset_of(body)
    return None if found is None else (found, body.encode())


__all__ = ["block_tree", "place_of", "routine_tree", "texts_of"]
