"""Prepared statements: they last as long as the session, whatever becomes of transactions."""

from __future__ import annotations

from ...syntax.source import Node


class PreparedStatements:
    """What PREPARE has made, over all files: several may run in one session."""

    def __init__(self) -> None:
        self.queries: dict[str, Node] = {}
        """The statements by name, each as a tree with its kind."""
