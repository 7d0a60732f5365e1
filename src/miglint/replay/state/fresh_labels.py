"""Enum values that were added in the open transaction."""

from __future__ import annotations

from ...catalog.changes import Change, EnumValueAdded
from ...syntax.source import Migration, Node, Statement


class FreshLabels:
    """The values added since the transaction began, by the type's oid and their text. On Supabase a file is one
    transaction; elsewhere one begins with BEGIN."""

    def __init__(self, per_file: bool, version: int) -> None:
        self.per_file = per_file
        self.version = version
        self.open = per_file
        self.labels: dict[tuple[int, str], Statement] = {}

    def begin_file(self) -> None:
        """A new file: on Supabase a new transaction."""
        self.open = self.per_file
        self.labels.clear()

    def transaction(self, node: Node) -> None:
        """BEGIN, COMMIT and ROLLBACK."""
        match node["kind"]:
            case "TRANS_STMT_BEGIN" | "TRANS_STMT_START":
                self.open = True
            case "TRANS_STMT_COMMIT" | "TRANS_STMT_ROLLBACK":
                self.open = self.per_file
                self.labels.clear()

    def note(self, changes: tuple[Change, ...], migration: Migration) -> None:
        """Remember the values that changes add. A type that the same transaction made may be used at once since 17."""
        for change in changes:
            if self.open and isinstance(change, EnumValueAdded):
                origin = change.type.origin
                if self.version >= 17 and origin is not None and origin.migration is migration:
                    continue
                self.labels[change.type.oid, change.value] = change.statement
