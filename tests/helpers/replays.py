"""SQL in, catalog and changes out: what the tests of the replay work with."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TypeVar

from miglint.catalog import Column, Constraint, Index, Sequence, Table, Trigger, Type
from miglint.catalog.changes import Change, StatementRefused
from miglint.catalog.target import Target
from miglint.replay import Replay
from miglint.replay.prelude import load_prelude
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration

C = TypeVar("C", bound=Change)


def replay(*files: str, prelude: bool = True, **target: object) -> Replayed:
    """Return the replay of some files on a fresh Supabase project; `target` holds facts about it."""
    return Replayed(files, Target(**target), prelude)  # type: ignore[arg-type]


def postgres(*files: str) -> Replayed:
    """Return the replay of some files on a fresh plain PostgreSQL."""
    return Replayed(files, Target(platform="postgres"))


class Replayed:
    """A replay of a few files of its own, and every change that they made."""

    def __init__(self, files: Iterable[str], target: Target, prelude: bool = True) -> None:
        self.replay = Replay(target)
        self.catalog = self.replay.catalog
        if prelude:
            load_prelude(self.replay)
        migrations = [Migration(Path(f"{n}.sql"), text) for n, text in enumerate(files)]
        for migration in migrations:
            parse(migration)
            assert not migration.problems, migration.problems
        self.changes = [change for ran in self.replay.run(migrations) for change in ran.changes]

    def of(self, kind: type[C]) -> list[C]:
        """Return the changes of one kind."""
        return [change for change in self.changes if isinstance(change, kind)]

    def kinds(self, start: str = "") -> list[str]:
        """Return the names of the changes that begin with `start`."""
        return [type(change).__name__ for change in self.changes if type(change).__name__.startswith(start)]

    @property
    def refusals(self) -> list[str]:
        """Return the SQLSTATEs of the statements that were refused."""
        return [change.sqlstate for change in self.of(StatementRefused)]

    @property
    def triggers(self) -> list[Trigger]:
        """Return the triggers that the files made."""
        return [trigger for trigger in self.catalog.triggers if trigger.origin]

    def holds(self, name: str, role: str, revoked: bool = True) -> set[str]:
        """Return what a role may do with a relation of the schema public by grants to itself."""
        relation = self.catalog.named("public", name)
        assert relation is not None
        return {privilege for grantee, privilege in relation.acl.effective(revoked) if grantee == role}

    def table(self, name: str) -> Table:
        found = self.catalog.named("public", name)
        assert isinstance(found, Table), found
        return found

    def column(self, table: str, name: str) -> Column:
        found = self.table(table).column(name)
        assert found is not None
        return found

    def columns(self, table: str) -> list[str]:
        """Return each column in the words of CREATE TABLE: name, type, what it is."""
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
        """Return each constraint's name, sorted."""
        return sorted(c.name for c in self.catalog.constraints_of(self.table(table).oid))

    def index(self, name: str) -> Index:
        found = self.catalog.named("public", name)
        assert isinstance(found, Index), found
        return found

    def indexes(self, table: str) -> list[str]:
        """Return each index's name, sorted."""
        return sorted(i.name for i in self.catalog.indexes(self.table(table).oid))

    def sequence(self, name: str) -> Sequence:
        found = self.catalog.named("public", name)
        assert isinstance(found, Sequence), found
        return found

    def type(self, name: str) -> Type:
        found = self.catalog.type_named("public", name)
        assert found is not None
        return found
