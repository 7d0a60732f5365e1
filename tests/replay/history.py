"""Replays of a few statements, for the tests of the replay."""

from __future__ import annotations

from pathlib import Path

from miglint.catalog.changes import Change, StatementRefused
from miglint.catalog.target import Target
from miglint.replay import Replay
from miglint.replay.prelude import load_prelude
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration


class Told(Replay):
    """A replay that remembers the changes of the statements it was given."""

    told: list[Change]

    @property
    def refusals(self) -> list[str]:
        return [change.sqlstate for change in self.told if isinstance(change, StatementRefused)]


def replay(*files: str, prelude: bool = True, **target: object) -> Told:
    """The replay after these files, on a fresh Supabase project unless the target says otherwise."""
    told = Told(Target(**target))  # type: ignore[arg-type]
    told.told = []
    if prelude:
        load_prelude(told)
    for number, text in enumerate(files):
        migration = Migration(Path(f"{number}.sql"), text)
        parse(migration)
        assert not migration.problems
        told.begin_file(migration)
        for statement in migration.statements:
            told.told += told.apply(statement)
    return told


def holds(told: Replay, name: str, role: str, revoked: bool = True) -> set[str]:
    """What a role may do with a relation of the schema public by grants to itself."""
    relation = told.catalog.named("public", name)
    assert relation is not None
    return {privilege for grantee, privilege in relation.acl.effective(revoked) if grantee == role}
