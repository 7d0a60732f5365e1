"""Seeds ask the same thing a thousand times: an INSERT like the one before, with other texts in it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ...analysis.literals import READ
from ...syntax.source import Node

if TYPE_CHECKING:
    from ...analysis.query import Analysis
    from ...catalog import DataType
    from ..state.context import Context

_PLACE, _TEXT, _CAST = b'ocation":', b'"sval":{"sval":"', b'"TypeCast":{"arg":{"A_Const":{'
"""What stands in the JSON of a tree before a place in the text, before the text of a constant, and before one that is
cast."""


class Repeated:
    """The data-changing statements that nothing was found against since the catalog was last changed."""

    def __init__(self) -> None:
        self.passed: set[bytes] = set()
        self.targets: set[tuple[str | None, str]] = set()
        self.length = -1
        self.last: Any = None
        self.path: tuple[str, ...] = ()

    def key(self, context: Context, node: Node) -> bytes | None:
        """What a statement asks; None for the first one on its table, which may well be the only one."""
        journal, path = context.catalog.journal, context.session.schemas
        last = journal[-1] if journal else None
        if len(journal) != self.length or last is not self.last or path != self.path:
            self.passed, self.targets = set(), set()
            self.length, self.last, self.path = len(journal), last, path
        ((_, fields),) = node.items()
        target = fields.get("relation") or {}
        name = (target.get("schemaname"), target.get("relname", ""))
        if name not in self.targets:
            self.targets.add(name)
            return None
        return _question(node)


def _question(node: Node) -> bytes:
    """The JSON of a tree without its places in the text, and without the texts of its constants where those are not
    cast: a cast reads them."""
    from orjson import dumps

    parts = b"".join([part.lstrip(b"-0123456789") for part in dumps(node).split(_PLACE)]).split(_TEXT)
    rest = (
        text if before.endswith(_CAST) else text[text.find(b'"}') :]  # an escaped quote leaves more, which does no harm
        for before, text in pairwise(parts)
    )
    return b"".join((parts[0], *rest))


def reads_constants(analysis: Analysis) -> bool:
    """Whether it is a matter of constants that were not cast if PostgreSQL takes them."""

    def is_read(type: DataType | None) -> bool:
        return type is not None and (bool(type.oid) or type.name in READ)

    if any(is_read(type) for _, type in analysis.constants):
        return True
    for _, _, left, right in analysis.operations:
        if (is_read(left) and right and right.name == "unknown") or (
            is_read(right) and left and left.name == "unknown"
        ):
            return True
    return False
