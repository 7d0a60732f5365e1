"""BEGIN, COMMIT, ROLLBACK and savepoints: what they undo in the catalog and the session."""

from __future__ import annotations

from ...catalog import Catalog
from ...syntax.source import Node
from ...syntax.tree import clip
from .refused import Refused
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
        self.savepoints: tuple[tuple[str, Savepoint], ...] = ()
        """The open savepoints with their names, oldest first: one may hide another of the same name."""

    def begin_file(self) -> None:
        """A new file, and a new session."""
        self.savepoints = ()
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
                self.savepoints = (*self.savepoints, (name, self._savepoint()))
            case "TRANS_STMT_ROLLBACK_TO":
                at = self._position(name)
                self.savepoints[at][1].roll_back()
                self.savepoints = self.savepoints[: at + 1]
            case "TRANS_STMT_RELEASE":
                self.savepoints = self.savepoints[: self._position(name)]

    def _position(self, name: str) -> int:
        """Return where the newest savepoint of this name is (PostgreSQL docs, SAVEPOINT, Compatibility)."""
        for at in range(len(self.savepoints) - 1, -1, -1):
            if self.savepoints[at][0] == name:
                return at
        if self.start is None:
            raise Refused("25P01", "savepoints can only be used in transaction blocks")
        raise Refused("3B001", f'savepoint "{name}" does not exist', names=(name,))

    def _savepoint(self) -> Savepoint:
        return Savepoint(self, TAKEN_BACK)

    def _end(self) -> None:
        self.session.end_transaction()
        self.begin_file()
