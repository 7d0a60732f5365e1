"""SQL in, catalog and changes out: what the tests of the replay work with."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from miglint.catalog import Catalog, Column, Constraint, Index, Sequence, Table, Type
from miglint.catalog.changes import Change, StatementRefused
from miglint.catalog.target import Target
from miglint.replay import Replay
from miglint.replay.prelude import load_prelude
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration

C = TypeVar("C", bound=Change)


class Replayed:
    """A migration replayed on a fresh plain PostgreSQL."""

    def __init__(self, sql: str) -> None:
        replay = Replay(Target(platform="postgres"))
        load_prelude(replay)
        migration = Migration(Path("20250101000000_test.sql"), sql)
        parse(migration)
        assert not migration.problems, migration.problems
        replay.begin_file(migration)
        self.changes = [change for statement in migration.statements for change in replay.apply(statement)]
        self.catalog: Catalog = replay.catalog

    def of(self, kind: type[C]) -> list[C]:
        """The changes of one kind."""
        return [change for change in self.changes if isinstance(change, kind)]

    @property
    def refusals(self) -> list[str]:
        """The SQLSTATEs of the statements that were refused."""
        return [change.sqlstate for change in self.of(StatementRefused)]

    def table(self, name: str) -> Table:
        found = self.catalog.named("public", name)
        assert isinstance(found, Table), found
        return found

    def column(self, table: str, name: str) -> Column:
        found = self.table(table).column(name)
        assert found is not None
        return found

    def columns(self, table: str) -> list[str]:
        """Each column in the words of CREATE TABLE: name, type, what it is."""
        return [self._spelled(column) for column in self.table(table).columns]

    def _spelled(self, column: Column) -> str:
        words = [column.name, self.catalog.format_type(column.type) or "?"]
        words += ["not null"] if column.not_null else []
        words += ["default"] if column.default and not column.generated else []
        words += [column.identity.lower()] if column.identity else []
        return " ".join([*words, *(["generated"] if column.generated else [])])

    def constraint(self, name: str) -> Constraint:
        (found,) = self.catalog.constraints.by("name", ("public", name))
        return found

    def constraints(self, table: str) -> list[str]:
        """Each constraint's name, sorted."""
        return sorted(c.name for c in self.catalog.constraints_of(self.table(table).oid))

    def index(self, name: str) -> Index:
        found = self.catalog.named("public", name)
        assert isinstance(found, Index), found
        return found

    def indexes(self, table: str) -> list[str]:
        """Each index's name, sorted."""
        return sorted(i.name for i in self.catalog.indexes(self.table(table).oid))

    def sequence(self, name: str) -> Sequence:
        found = self.catalog.named("public", name)
        assert isinstance(found, Sequence), found
        return found

    def type(self, name: str) -> Type:
        found = self.catalog.type_named("public", name)
        assert found is not None
        return found
