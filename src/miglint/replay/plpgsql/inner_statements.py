"""The statements inside a body, with their places in the file."""

from __future__ import annotations

from ...syntax.source import Node, Statement
from ..state.context import Context


class InnerStatements:
    """Creates the statements of one body. `body` is its offset and text in the file; None if not verbatim there."""

    def __init__(self, context: Context, body: tuple[int, bytes] | None) -> None:
        self.context = context
        self.body = body
        self.lines: list[int] | None = None
        self.checked: set[int] = set()
        """The data statements that were found right, by the ids of their trees."""

    def find_place(self, text: str, line: int) -> int | None:
        """Return the byte offset in the file of a piece of the body, at or after a line of it."""
        if self.body is None:
            return None
        start, body = self.body
        if self.lines is None:
            self.lines = [0]
            at = body.find(b"\n")
            while at >= 0:
                self.lines.append(at + 1)
                at = body.find(b"\n", at + 1)
        found = body.find(text.encode(), self.lines[min(max(line, 1), len(self.lines)) - 1])
        return start + found if found >= 0 else None

    def static(self, kind: str, node: Node, text: str, line: int, place: int | None = None) -> Statement:
        """Return a static statement of the body."""
        outer = self.context.statement
        start = self.find_place(text, line) if place is None else place
        if start is None:
            return Statement(outer.migration, outer.index, kind, node, outer.start, outer.end, None, outer, text)
        return Statement(outer.migration, outer.index, kind, node, start, start + len(text.encode()), start, outer)

    def dynamic(self, kind: str, node: Node, text: str, expression: str, line: int) -> Statement:
        """Return a statement of EXECUTE, with places at the expression, or inside it if that is one plain literal."""
        outer = self.context.statement
        start = self.find_place(expression, line)
        if start is None:
            return Statement(outer.migration, outer.index, kind, node, outer.start, outer.end, None, outer, text)
        literal = expression.find(text)
        if literal > 0 and len(expression) - len(text) == 2 * literal:
            return self.static(kind, node, text, line, start + len(expression[:literal].encode()))
        end = start + len(expression.encode())
        return Statement(outer.migration, outer.index, kind, node, start, end, None, outer, text)
