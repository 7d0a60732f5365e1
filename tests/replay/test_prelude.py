"""The state before the first migration."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers.replays import replay

from miglint.catalog.changes import ObjectAssumed, StatementRefused
from miglint.catalog.target import Target
from miglint.replay import Replay, prelude
from miglint.replay.handlers import HANDLERS
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration


@pytest.mark.parametrize("platform", ["supabase", "postgres"])
def test_every_statement_counts(platform: str) -> None:
    path = Path(prelude.__file__).with_name(f"{platform}.sql")
    migration = Migration(path, path.read_text("utf-8"), role="prelude")
    parse(migration)
    assert not migration.problems
    told = Replay(Target(platform=platform))
    told.in_prelude, told.session.login = True, "postgres" if platform == "postgres" else "supabase_admin"
    told.session.reset()
    for statement in migration.statements:
        assert statement.kind in HANDLERS
        changes = told.apply(statement)
        assert not [c for c in changes if isinstance(c, (StatementRefused, ObjectAssumed))], statement.text
    assert not list(told.catalog.assumptions)


def test_nobody_made_it() -> None:
    told = replay()
    catalog = told.catalog
    stores = (catalog.relations, catalog.routines, catalog.types, catalog.schemas, catalog.roles, catalog.publications)
    assert not [row for store in stores for row in store if row.origin or row.changed]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "text",
    [
        "create policy p on storage.objects using ((storage.foldername(name))[1] = auth.uid()::text);",
        "create policy p on realtime.messages using (realtime.topic() = 'a');",
        "create table t (id uuid references auth.users on delete cascade, role text default auth.role());",
        "grant usage on schema public to anon; grant execute on function auth.jwt() to anon;",
        "alter publication supabase_realtime add table storage.objects;",
        "create view v as select id, email, raw_user_meta_data from auth.users;",
        "grant select on vault.decrypted_secrets to anon;",
    ],
)
def test_what_migrations_refer_to_is_there(text: str) -> None:
    told = replay(text)
    assert told.refusals == []
    assert not list(told.catalog.assumptions)


def test_row_security_of_managed_tables() -> None:
    told = replay()
    rls = {t.qualified for t in told.catalog.tables() if t.rls_enabled}
    assert {"auth.users", "storage.objects", "storage.buckets", "realtime.messages"} <= rls


def test_postgres_is_no_superuser_on_supabase() -> None:
    postgres = replay().catalog.roles.get("postgres")
    assert postgres is not None
    assert "SUPERUSER" not in postgres.attributes
    assert "BYPASSRLS" in postgres.attributes


def test_plain_postgres_has_one_schema_and_no_defaults() -> None:
    told = replay("create table t (a int);", platform="postgres")
    assert [s.name for s in told.catalog.schemas] == ["public"]
    table = told.catalog.named("public", "t")
    assert table is not None
    assert not table.acl
    assert table.owner == "postgres"
