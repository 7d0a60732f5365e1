"""BEGIN, COMMIT, ROLLBACK and savepoints: what they undo in the catalog and the session."""

from __future__ import annotations

from ...catalog import Catalog
from ...syntax.source import Node
from ...syntax.tree import clip
from .savepoint import TAKEN_BACK, Savepoint
from .session import Session


class Transactions:
    """Where the open transaction and its savepoints began.

    On Supabase a file is one transaction from its first statement on; elsewhere one begins with BEGIN.
    """

    def __init__(self, catalog: Catalog, session: Session, per_file: bool) -> None:
        self.catalog = catalog
        self.session = session
        self.per_file = per_file
        self.start: Savepoint | None = None
        self.savepoints: dict[str, Savepoint] = {}

    def begin_file(self) -> None:
        """A new file, and a new session."""
        self.savepoints.clear()
        self.start = self._savepoint() if self.per_file else None

    def apply(self, node: Node) -> None:
        """One statement of transaction control."""
        name = clip(node.get("savepoint_name", ""))
        match node.get("kind", "TRANS_STMT_BEGIN"):
            case "TRANS_STMT_BEGIN" | "TRANS_STMT_START" if self.start is None:
                self.start = self._savepoint()
            case "TRANS_STMT_COMMIT":
                self._end()
            case "TRANS_STMT_ROLLBACK":
                if self.start is not None:
                    self.start.roll_back()
                self._end()
            case "TRANS_STMT_SAVEPOINT":
                self.savepoints[name] = self._savepoint()
            case "TRANS_STMT_ROLLBACK_TO" if name in self.savepoints:
                self.savepoints[name].roll_back()

    def _savepoint(self) -> Savepoint:
        return Savepoint(self, TAKEN_BACK)

    def _end(self) -> None:
        self.session.end_transaction()
        self.begin_file()
