"""The transactions of a file: where each began, and what ROLLBACK and savepoints undo."""

from __future__ import annotations

from ...catalog import Catalog
from ...catalog.target import Target
from ...syntax.runner_transactions import OpenTransaction
from ...syntax.source import Migration, Node, Statement
from ...syntax.tree import clip
from .fresh_labels import FreshLabels
from .refused import Refused
from .savepoint import TAKEN_BACK, Savepoint
from .session import Session


class Transactions(OpenTransaction):
    """Where the open transaction and its savepoints began, as the target's runner runs the files."""

    def __init__(self, catalog: Catalog, session: Session, fresh_labels: FreshLabels, target: Target) -> None:
        super().__init__(target.runner, target.postgres_version)
        self.catalog = catalog
        self.session = session
        self.fresh_labels = fresh_labels
        self.start: Savepoint | None = None
        self.savepoints: tuple[tuple[str, Savepoint], ...] = ()
        """The open savepoints with their names, oldest first: one may hide another of the same name."""

    def begin_file(self, migration: Migration) -> None:
        """A new file, and a new session."""
        super().begin_file(migration)
        self.begin(0)

    def begin(self, index: int) -> None:
        """A transaction begins with the file's statement of this index, or none does."""
        self.session.end_transaction()
        self.savepoints = ()
        self.start = self._savepoint() if self.continues else None
        self.fresh_labels.begin(index if self.continues else None)

    def ended(self, statement: Statement) -> bool:
        """Note that a statement has run, or was refused, and return whether its transaction ended with it."""
        if self.ran(statement):
            return True
        if self.block and self.start is None:
            self.begin(statement.index)
        return False

    def control(self, node: Node) -> None:
        """ROLLBACK and savepoints."""
        name = clip(node.get("savepoint_name", ""))
        match node.get("kind", "TRANS_STMT_BEGIN"):
            case "TRANS_STMT_ROLLBACK" if self.start is not None:
                self.start.roll_back()
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
