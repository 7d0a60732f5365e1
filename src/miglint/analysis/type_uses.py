"""What an expression does with types, for the question whether PostgreSQL takes it."""

from __future__ import annotations

from ..catalog import Column, DataType, Routine
from ..syntax.source import Node
from ..syntax.tree import Name

Type = DataType | None


class TypeUses:
    """The operations, calls and casts of an expression or query, with the types of what they work on (None: not known);
    calls also with the one routine that they may mean by the number of their arguments.

    `conditions` are those that are not boolean, by their clause; `constants` come with the type that they are read as;
    `mixtures` are the types, in CASE and the like, whose common type is not clear (none: their number differs);
    `session_values` are CURRENT_DATE and its like; `stored` is a column with the type and node of what is to be its
    default or generated value.
    """

    __slots__ = ("calls", "casts", "conditions", "constants", "mixtures", "operations", "session_values", "stored")

    def __init__(self) -> None:
        self.operations: list[tuple[Node, str, Type, Type]] = []
        self.calls: list[tuple[Name, Node, list[Type], Routine | None]] = []
        self.casts: list[tuple[Node, Type, DataType]] = []
        self.conditions: list[tuple[str, Node, DataType]] = []
        self.constants: list[tuple[Node, DataType]] = []
        self.mixtures: list[tuple[str, Node, list[Type]]] = []
        self.session_values: list[Node] = []
        self.stored: tuple[Column, str, Type, Node] | None = None
