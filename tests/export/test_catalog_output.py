"""`miglint catalog`: JSON, SQL and Mermaid."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from miglint.catalog.target import Target
from miglint.cli import main
from miglint.export import catalog_json, catalog_mermaid, catalog_sql
from miglint.replay import Replay
from miglint.replay.prelude import load_prelude
from miglint.syntax.parser import parse_statements
from miglint.syntax.printer import sql
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration

CRM = """
create role reporting;
create schema crm;
create extension citext schema extensions;
create type crm.stage as enum ('lead', 'won');
create domain crm.percent as numeric(5,2) default 0 check (value between 0 and 100);
create type crm.address as (street text, town text);
create table crm.companies (
  id bigint generated always as identity primary key,
  name extensions.citext not null unique,
  "Sector" text default 'none',
  stage crm.stage not null default 'lead',
  share crm.percent,
  tags text[],
  label text generated always as (lower("Sector")) stored,
  check (char_length(name) > 1)
);
create table crm.contacts (
  id serial primary key,
  company_id bigint references crm.companies on delete cascade,
  data jsonb
);
create index contacts_data on crm.contacts using gin (data) where data is not null;
create index on crm.contacts (company_id desc nulls last, (data ->> 'mail'));
create function crm.touch(amount int default 1, out total int, variadic parts text[] default '{}')
  language plpgsql stable security definer set search_path = '' as 'begin total := 1; end';
create function crm.stamp() returns trigger language plpgsql as 'begin return new; end';
create view crm.won with (security_invoker = true) as
  select id, name from crm.companies where stage = 'won';
create materialized view crm.counts as select stage, count(*) as n from crm.companies group by stage;
create trigger stamp before insert or update of stage on crm.companies
  for each row when (new.stage = 'won') execute function crm.stamp();
alter table crm.companies enable row level security;
alter table crm.companies force row level security;
create policy "read own" on crm.companies as restrictive for select to authenticated, reporting
  using ((select auth.uid()) is not null and stage in ('lead', 'won'));
create policy avatars on storage.objects for insert with check (bucket_id = 'avatars');
create table notes (id int primary key, owner uuid default auth.uid(), body text);
revoke all on notes from anon;
grant select (id, body), update (body) on notes to anon;
grant select on crm.companies to reporting;
grant usage on schema crm to authenticated;
revoke execute on function crm.touch from public;
alter default privileges in schema crm grant select on tables to authenticated;
alter table notes owner to reporting;
alter publication supabase_realtime add table notes;
comment on table notes is 'It''s for notes';
comment on column notes.body is 'Words';
comment on policy "read own" on crm.companies is 'Own';
comment on function crm.stamp() is 'Stamps';
"""


def after(text: str, **target: object) -> Replay:
    migration = Migration(Path("migrations/20250101000000_crm.sql"), text)
    parse(migration)
    assert not migration.problems
    replay = Replay(Target(**target))  # type: ignore[arg-type]
    load_prelude(replay)
    replay.begin_file(migration)
    for statement in migration.statements:
        replay.apply(statement)
    return replay


def document(text: str, **target: object) -> dict[str, list[dict[str, object]]]:
    return catalog_json.document(after(text, **target), Path.cwd())


def test_a_fresh_project_is_empty() -> None:
    assert not any(document("").values())


def test_every_list_is_there_and_sorted() -> None:
    found = document(CRM)
    assert list(found) == [
        "schemas", "tables", "columns", "constraints", "indexes", "views", "functions", "triggers", "policies", "types",
        "sequences", "privileges", "extensions", "publication_tables", "comments", "unknown", "assumed",
    ]  # fmt: skip
    assert [row["name"] for row in found["schemas"]] == ["crm"]
    for rows in found.values():
        keys = [tuple((value is not None, str(value)) for value in row.values()) for row in rows]
        assert keys == sorted(keys)


def test_rows_are_spelled_as_the_contract_says() -> None:
    found = document(CRM)
    columns = {(row["table"], row["name"]): row for row in found["columns"]}
    assert columns["companies", "id"] == {
        "schema": "crm", "table": "companies", "name": "id", "type": "bigint", "not_null": True, "has_default": False,
        "identity": "ALWAYS", "generated": False,
    }  # fmt: skip
    assert columns["companies", "name"]["type"] == "extensions.citext"
    assert columns["companies", "label"]["has_default"] is False
    assert columns["companies", "label"]["generated"] is True
    keys = {row["name"]: row for row in found["constraints"]}
    assert keys["contacts_company_id_fkey"] == {
        "schema": "crm", "table": "contacts", "name": "contacts_company_id_fkey", "kind": "foreign key",
        "columns": ["company_id"], "ref_table": "crm.companies", "ref_columns": ["id"], "on_update": "NO ACTION",
        "on_delete": "CASCADE", "validated": True,
    }  # fmt: skip
    indexes = {row["name"]: row for row in found["indexes"]}
    assert indexes["contacts_data"]["partial"] is True
    assert indexes["contacts_company_id_expr_idx"]["columns"] == ["company_id", None]
    assert {row["name"]: row["security_invoker"] for row in found["views"]} == {"won": True, "counts": None}
    touch = next(row for row in found["functions"] if row["name"] == "touch")
    assert touch["arg_types"] == ["integer", "text[]"]
    assert touch["config"] == ['search_path=""']
    assert {row["name"]: row["owned_by"] for row in found["sequences"]} == {
        "companies_id_seq": "crm.companies.id",
        "contacts_id_seq": "crm.contacts.id",
    }
    assert found["publication_tables"] == [{"publication": "supabase_realtime", "table": "public.notes"}]


def test_what_is_added_to_the_platforms_tables_is_listed() -> None:
    found = document("create policy p on storage.objects using (true); grant select on auth.users to anon;")
    assert [(row["schema"], row["table"], row["roles"]) for row in found["policies"]] == [
        ("storage", "objects", ["public"])
    ]
    assert [(row["object"], row["grantee"], row["privilege"]) for row in found["privileges"]] == [
        ("auth.users", "anon", "SELECT")
    ]
    assert found["tables"] == []


def test_a_grant_that_was_there_already_is_not() -> None:
    text = "grant usage on schema public to anon, authenticated; revoke usage on schema public from anon;"
    assert document(text + "grant usage on schema public to anon;")["privileges"] == []


def test_privileges_are_those_of_the_world_asked_for() -> None:
    text = "create table t (a int);"
    legacy = {row["privilege"] for row in document(text, default_privileges="legacy")["privileges"]}
    revoked = {row["privilege"] for row in document(text)["privileges"]}
    assert legacy - revoked == {"SELECT", "INSERT", "UPDATE", "DELETE"}


def test_comments_follow_their_objects() -> None:
    found = document("create table t (a int); comment on column t.a is 'x'; alter table t rename a to b; drop table t;")
    assert found["comments"] == []
    found = document("create table t (a int); comment on column t.a is 'x'; alter table t rename a to b;")
    assert found["comments"] == [{"kind": "column", "object": "public.t.b", "comment": "x"}]


def test_what_is_assumed_says_where() -> None:
    found = document("create table t (a int);\nalter table missing enable row level security;")
    assert found["assumed"] == [
        {"kind": "table", "object": "public.missing", "file": "migrations/20250101000000_crm.sql", "line": 2}
    ]
    assert [row["name"] for row in found["tables"]] == ["t"]


@pytest.mark.parametrize("world", ["legacy", "revoked"])
def test_the_sql_leads_to_the_same_catalog(world: str) -> None:
    replay = after(CRM, default_privileges=world)
    dump = catalog_sql.render(replay)
    again = after(dump, default_privileges=world)
    here = Path.cwd()
    assert catalog_json.document(again, here) == catalog_json.document(replay, here)
    assert catalog_sql.render(again) == dump


@pytest.mark.parametrize(
    "text",
    [
        "create table t (a int) partition by range (a); create table t1 partition of t for values from (1) to (9);",
        "create table t (a int, check (a > 0)); create table u (b int) inherits (t);",
        "create table t (a int4range, exclude using gist (a with &&));",
        'create table "Order" ("select" int, "a ""b""" text); create view "V w" as select "select" from "Order";',
        "create function f() returns table (a int, b text) language sql as $$ select 1, '$function$' $$;",
        "create procedure p(inout a int) language plpgsql as 'begin end';",
        "create table t (a int unique deferrable initially deferred); create unlogged table u (a int unique);",
        "create type r as range (subtype = float8);",
        "drop publication supabase_realtime; create publication supabase_realtime; create table t (a int);"
        "alter publication supabase_realtime add table t;",
        "create table t (a int check (a > 0), b int generated always as (t.a + 1) stored);"
        "create policy p on t using (a > 1); create index i on t (abs(a)) where a > 2; alter table t rename a to c;",
        "alter default privileges revoke execute on functions from public; create schema s; drop schema s;",
    ],
)
def test_the_sql_of_other_things_leads_to_the_same(text: str) -> None:
    replay = after(text)
    again = after(catalog_sql.render(replay))
    assert catalog_json.document(again, Path.cwd()) == catalog_json.document(replay, Path.cwd())
    assert any(catalog_json.document(replay, Path.cwd()).values()) or "default" in text


def test_a_diagram_of_tables_and_keys() -> None:
    lines = catalog_mermaid.render(after(CRM)).splitlines()
    assert lines[0] == "erDiagram"
    assert '    "crm.companies" {' in lines
    assert "        bigint id PK" in lines
    assert "        bigint company_id FK" in lines
    assert '    "crm.companies" |o--o{ "crm.contacts" : "contacts_company_id_fkey"' in lines


@pytest.mark.parametrize(
    "text",
    [
        "SELECT a, count(*) FILTER (WHERE b) OVER (PARTITION BY c) FROM t WHERE a = ANY (ARRAY[1, 2]) AND NOT b",
        "SELECT 1.5, 'x', NULL, true, B'1', '2 days'::interval, CASE WHEN a THEN 1 ELSE 2 END",
        "WITH x AS (SELECT 1) SELECT * FROM x LEFT JOIN y ON x.a = y.a WHERE EXISTS (SELECT 1 FROM z)",
    ],
)
def test_deparse_keeps_the_tree(text: str) -> None:
    def bare(node: object) -> object:
        if isinstance(node, dict):
            return {k: bare(v) for k, v in node.items() if "location" not in k and "list_" not in k}
        return [bare(item) for item in node] if isinstance(node, list) else node

    ((kind, node),) = parse_statements(text)
    ((_, again),) = parse_statements(sql({kind: node}))
    assert bare(again) == bare(node)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    migrations = tmp_path / "supabase" / "migrations"
    migrations.mkdir(parents=True)
    (migrations / "20250101000000_crm.sql").write_text(CRM)
    return tmp_path


def test_the_command_prints_json(folder: Path) -> None:
    result = CliRunner().invoke(main, ["catalog", str(folder)])
    assert result.exit_code == 0, result.output
    assert {row["name"] for row in json.loads(result.stdout)["tables"]} == {"companies", "contacts", "notes"}


@pytest.mark.parametrize(("format", "first"), [("sql", "SET check_function_bodies"), ("mermaid", "erDiagram")])
def test_the_command_prints_other_formats(folder: Path, format: str, first: str) -> None:
    result = CliRunner().invoke(main, ["catalog", str(folder), "--format", format])
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith(first)


def test_several_histories_are_one_too_many(tmp_path: Path) -> None:
    for app in ("a", "b"):
        migrations = tmp_path / app / "supabase" / "migrations"
        migrations.mkdir(parents=True)
        (migrations / "20250101000000_x.sql").write_text("create table t (a int);")
    result = CliRunner().invoke(main, ["catalog", str(tmp_path)])
    assert result.exit_code == 2


def test_a_base_schema_counts(folder: Path) -> None:
    base = folder / "base.sql"
    base.write_text("create table public.older (a int);")
    result = CliRunner().invoke(main, ["catalog", str(folder), "--schema", str(base)])
    assert "older" in {row["name"] for row in json.loads(result.stdout)["tables"]}
