"""CREATE and ALTER FUNCTION and PROCEDURE."""

from __future__ import annotations

from collections.abc import Callable

from ..source import Node
from .context import Context
from .routine_lookup import find_routine

HANDLERS: dict[str, Callable[[Context, Node], None]] = {}

__all__ = ["HANDLERS", "find_routine"]
