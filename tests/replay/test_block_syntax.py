"""A DO block that PL/pgSQL can't parse: refused before anything in it runs, and nothing is in doubt for it."""

from __future__ import annotations

from helpers.replays import postgres

from miglint.catalog.changes import SqlNotFollowed, StatementRefused

BROKEN = """CREATE TABLE x (id int);
DO $$ BEGIN
  ALTER TABLE x ENABLE ROW LEVEL SECURITY;
  CREATE POLICY IF NOT EXISTS p ON x USING (true);
END $$;"""


def test_the_block_is_refused_as_a_whole() -> None:
    replayed = postgres(BROKEN)
    (refused,) = [c for c in replayed.changes if isinstance(c, StatementRefused)]
    assert (refused.sqlstate, refused.message) == ("42601", 'syntax error at or near "NOT"')
    assert not next(t for t in replayed.catalog.tables() if t.name == "x").rls_enabled


def test_nothing_is_in_doubt_for_it() -> None:
    replayed = postgres(BROKEN)
    assert not any(isinstance(c, SqlNotFollowed) for c in replayed.changes)
    assert replayed.catalog.knows("rls", next(t for t in replayed.catalog.tables() if t.name == "x"))
