"""triggers"""

from __future__ import annotations

from collections.abc import Callable

from ..source import Node
from .context import Context

HANDLERS: dict[str, Callable[[Context, Node], None]] = {}
