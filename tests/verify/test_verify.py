"""`miglint verify` on a real server."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from miglint.catalog import Catalog
from miglint.catalog.target import Target
from miglint.cli import main
from miglint.errors import MiglintError
from miglint.syntax.reading import parse
from miglint.syntax.runner_transactions import refused_inside
from miglint.syntax.source import Migration
from miglint.verify import ServerBench, bench
from miglint.verify.apply_files import Applied
from miglint.verify.comparing import compare
from miglint.verify.programs import VARIABLE, find_programs
from miglint.verify.server import started
from miglint.verify.server_catalog import Lists
from miglint.verify.shared_objects import reaches_out

try:
    import psycopg

    find_programs()
    MISSING = ""
except (ImportError, MiglintError) as error:
    MISSING = f"no server to verify on: {error}"
if MISSING and os.environ.get("MIGLINT_NO_SKIP"):
    pytest.fail(MISSING, pytrace=False)

with_server = pytest.mark.skipif(bool(MISSING), reason=MISSING)


def parsed(*texts: str) -> list[Migration]:
    files = [
        Migration(Path(f"2025010100000{n}_x.sql"), text, version=f"2025010100000{n}") for n, text in enumerate(texts)
    ]
    for migration in files:
        parse(migration)
    return files


@pytest.fixture(scope="module")
def server() -> Iterator[ServerBench]:
    with bench(Target()) as prepared:
        yield prepared


def ask(server: ServerBench, *texts: str) -> tuple[Applied, Lists]:
    return server.ask(parsed(*texts))


def project(folder: Path, *texts: str) -> Path:
    migrations = folder / "supabase" / "migrations"
    migrations.mkdir(parents=True)
    for number, text in enumerate(texts):
        (migrations / f"2025010100000{number}_x.sql").write_text(text, encoding="utf-8")
    return folder


# ---- what the server says


@with_server
def test_a_fresh_project_has_nothing(server: ServerBench) -> None:
    assert not any(ask(server)[1].values())


@with_server
def test_a_refusal_points_at_the_token(server: ServerBench) -> None:
    applied, _ = ask(server, "create table t (a int);\ncreate index on t (ä);\n")
    (refusal,) = applied.refusals
    assert (refusal.sqlstate, refusal.message) == ("42703", 'column "ä" does not exist')
    statement = refusal.place
    assert (statement.start.line, statement.migration.text[statement.span.start : statement.span.end]) in [
        (2, "ä"),
        (2, "create index on t (ä)"),
    ]


@with_server
def test_the_position_counts_code_points(server: ServerBench) -> None:
    applied, _ = ask(server, "select 'äöü'; select 'ß', nothing;\n")
    (place,) = [refusal.place for refusal in applied.refusals]
    assert place.migration.text[place.span.start : place.span.end] == "nothing"


@with_server
def test_a_failing_file_is_undone_and_the_next_runs(server: ServerBench) -> None:
    applied, lists = ask(server, "create table a (x int); select 1 / 0;", "create table b (x int);")
    assert [refusal.sqlstate for refusal in applied.refusals] == ["22012"]
    assert [table["name"] for table in lists["tables"]] == ["b"]


@with_server
def test_a_syntax_error_is_the_server_s_too(server: ServerBench) -> None:
    applied, lists = ask(server, "create table a (x int);\ncreate tabl b (x int);\n")
    assert [(r.sqlstate, r.place.start.line) for r in applied.refusals] == [("42601", 2)]
    assert lists["tables"] == []


@with_server
def test_rows_for_copy_never_come(server: ServerBench) -> None:
    applied, _ = ask(server, "create table t (a int);\ncopy t from stdin;\n1\n\\.\n", "create table b (x int);")
    (refusal,) = applied.refusals
    assert (refusal.place.start.line, refusal.message[:4]) == (2, "COPY")


@with_server
def test_programs_that_the_server_s_user_cannot_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """As root with a virtual environment in root's home: the server runs from a copy."""
    monkeypatch.setattr("miglint.verify.server._server_user", _unless_root)
    monkeypatch.setattr("miglint.verify.server._can_run", lambda program, user: False)
    with started(find_programs()) as copied, psycopg.connect(copied.conninfo, dbname="template1") as connection:
        (where,) = connection.execute("show data_directory").fetchone() or ("",)
        assert Path(where).parent.joinpath("install").is_dir()


def _unless_root() -> dict[str, int]:
    """Root runs the server as another user, everybody else as oneself."""
    return {"user": 65534, "group": 65534} if os.geteuid() == 0 else {"user": os.getuid(), "group": os.getgid()}


@with_server
def test_what_runs_alone_ends_the_transaction(server: ServerBench) -> None:
    applied, lists = ask(server, "create table t (a int); create index concurrently i on t (a); select 1 / 0;")
    assert [refusal.sqlstate for refusal in applied.refusals] == ["22012"]
    assert [index["name"] for index in lists["indexes"]] == ["i"]


@with_server
def test_deferred_constraints_fail_at_the_end(server: ServerBench) -> None:
    applied, _ = ask(
        server,
        "create table a (id int primary key); create table b (a int references a deferrable initially deferred);"
        "insert into b values (1);",
    )
    (refusal,) = applied.refusals
    assert (refusal.statement, refusal.sqlstate) == (None, "23503")
    assert refusal.place.migration.name == "20250101000000_x.sql"


@with_server
def test_settings_end_with_their_file(server: ServerBench) -> None:
    applied, lists = ask(server, "set search_path = nowhere; set role anon;", "create table t (a int);")
    assert not applied.refusals
    assert [(table["schema"], table["name"]) for table in lists["tables"]] == [("public", "t")]


@with_server
@pytest.mark.parametrize(
    "text",
    [
        "create extension pg_cron with schema extensions; select cron.schedule('a', '* * * * *', 'select 1');",
        "create extension pg_net; select net.http_post(url := 'http://localhost');",
        "create extension vector schema extensions; create table t (v extensions.vector(3));",
        "create extension if not exists supabase_vault version '0.3.1'; alter extension supabase_vault update;",
        "create extension postgis schema extensions; create table t (p extensions.geometry(Point, 4326));"
        "create index on t using gist (p);",
        "create extension pgmq; select pgmq.create('jobs'); select pgmq.send('jobs', '{}');",
        "create extension postgres_fdw; create server s foreign data wrapper postgres_fdw;",
        "create function e() returns event_trigger language plpgsql as 'begin end';"
        "create event trigger e on ddl_command_end execute function e();",
        "do $$ begin create publication everything for all tables; end $$;",
        "set session_replication_role = replica; alter role authenticator set statement_timeout = '9s';",
        "create policy p on storage.objects for select using (bucket_id = 'a');",
        "alter table auth.users add column nick text; insert into auth.users (id) values (gen_random_uuid());",
        "select extensions.uuid_generate_v4(), extensions.crypt('a', extensions.gen_salt('bf')), auth.uid();",
        "insert into storage.buckets (id, name) values ('a', 'a'); update storage.objects set name = 'b';",
        "alter database postgres set timezone = 'UTC'; select vault.create_secret('a', 'b');",
        "create role clerk; grant clerk to postgres; set role clerk;",
    ],
)
def test_what_supabase_lets_postgres_do(server: ServerBench, text: str) -> None:
    applied, _ = ask(server, text)
    assert [refusal.message for refusal in applied.refusals] == []


@with_server
@pytest.mark.parametrize("text", ["alter system set work_mem = '8MB';", "create role boss superuser;"])
def test_what_it_does_not(server: ServerBench, text: str) -> None:
    applied, _ = ask(server, text)
    assert [refusal.sqlstate for refusal in applied.refusals] == ["42501"]


@with_server
def test_applied_files_are_listed(server: ServerBench) -> None:
    applied, _ = ask(server, "select 1;", "select 1 / count(*) from supabase_migrations.schema_migrations;")
    assert not applied.refusals


@with_server
def test_one_history_leaves_nothing_to_the_next(server: ServerBench) -> None:
    ask(server, "create role passing; create table t (a int); grant select on t to passing;")
    applied, lists = ask(server, "create role passing;")
    assert not applied.refusals
    assert lists["tables"] == []


# ---- the comparison


def row(**fields: object) -> dict[str, object]:
    return {"schema": "public", "name": "t", "kind": "table", "rls_enabled": False, "rls_forced": False, **fields}


def test_a_row_that_the_replay_lacks() -> None:
    (found,) = compare({"tables": [row()]}, {}, Catalog())
    assert str(found) == "PostgreSQL has table public.t, the replay doesn't"


def test_a_row_that_the_server_lacks() -> None:
    (found,) = compare({}, {"tables": [row()]}, Catalog())
    assert str(found) == "the replay has table public.t, PostgreSQL doesn't"


def test_a_row_that_differs() -> None:
    (found,) = compare({"tables": [row(rls_enabled=True)]}, {"tables": [row()]}, Catalog())
    assert str(found) == "table public.t: rls_enabled is true, not false"


def test_equal_rows_are_no_difference() -> None:
    assert not list(compare({"tables": [row()]}, {"tables": [row()]}, Catalog()))


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("create index concurrently i on t (a)", True),
        ("create index i on t (a)", False),
        ("drop index concurrently i", True),
        ("vacuum t", True),
        ("analyze t", False),
        ("reindex schema s", True),
        ("reindex table t", False),
        ("reindex (concurrently) table t", True),
        ("alter table t detach partition p concurrently", True),
        ("alter table t detach partition p", False),
        ("cluster", True),
        ("create database d", True),
    ],
)
def test_what_is_refused_in_a_transaction(text: str, alone: bool) -> None:
    assert (refused_inside(parsed(text)[0].statements[0], 17) is not None) is alone


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("alter role anon set statement_timeout = 1", True),
        ("alter role mine set statement_timeout = 1", False),
        ("drop role anon", True),
        ("grant anon to authenticated", True),
        ("grant anon to mine", False),
        ("alter database postgres set timezone = 'UTC'", True),
        ("drop database postgres", True),
        ("grant connect on database postgres to anon", True),
        ("alter system set work_mem = 1", True),
        ("alter role all set work_mem = 1", True),
        ("alter role anon rename to b", True),
        ("create table t (a int)", False),
    ],
)
def test_what_reaches_beyond_the_database(text: str, out: bool) -> None:
    assert reaches_out(parsed(text)[0].statements[0], {"anon", "authenticated"}) is out


# ---- the command


@with_server
def test_a_clean_history_is_silent(tmp_path: Path) -> None:
    folder = project(tmp_path, "create table t (id int primary key, a int);", "create index on t (a);")
    done = CliRunner().invoke(main, ["verify", str(folder), "--format", "json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["findings"] == []


@with_server
def test_refusals_are_findings(tmp_path: Path) -> None:
    folder = project(tmp_path, "create table t (id int);\nalter table t\n  drop column nothing;\n")
    done = CliRunner().invoke(main, ["verify", str(folder), "--format", "json"])
    (finding,) = json.loads(done.stdout)["findings"]
    assert done.exit_code == 1
    assert (finding["rule"], finding["line"], finding["severity"]) == ("refused-by-server", 2, "error")
    assert 'column "nothing" of relation "t" does not exist (42703)' in finding["message"]


@with_server
def test_what_the_replay_has_wrong_is_drift(tmp_path: Path) -> None:
    # PostgreSQL cuts a precision above 6, with a warning.
    folder = project(tmp_path, "create table t (a timestamp(7));\n")
    done = CliRunner().invoke(main, ["verify", str(folder), "--format", "json"])
    (finding,) = json.loads(done.stdout)["findings"]
    assert (done.exit_code, finding["rule"], finding["severity"]) == (0, "catalog-drift", "warning")
    assert "column public.t.a: type is timestamp(6) without time zone, not timestamp(7)" in finding["message"]
    assert finding["object"] == {"kind": "column", "schema": "public", "relation": "t", "name": "a"}


@with_server
def test_what_depends_on_rows_is_open(tmp_path: Path) -> None:
    made = "create table t (a int);\ninsert into t values (null);\n"
    block = "do $$ begin alter table t alter a set not null; exception when others then null; end $$;\n"
    done = CliRunner().invoke(main, ["verify", str(project(tmp_path, made + block)), "--format", "json"])
    assert (done.exit_code, json.loads(done.stdout)["findings"]) == (0, [])


@with_server
def test_a_server_of_somebody(tmp_path: Path, server: ServerBench) -> None:
    """With --db-url: databases of our own, no other touched, roles that were made gone."""
    folder = project(
        tmp_path,
        "create role clerk; set session_replication_role = origin;"
        "create extension pgmq; select pgmq.create('a'); create table t (id int);\n"
        "alter role anon set statement_timeout = '1s';\n",
    )
    url = server.template.server.conninfo + " dbname=template1"
    with psycopg.connect(url) as connection:
        before = state(connection)
    done = CliRunner().invoke(main, ["verify", str(folder), "--format", "json", "--db-url", url])
    assert (done.exit_code, json.loads(done.stdout)["findings"]) == (0, [])
    assert "skipped, because it affects more than the database: 20250101000000_x.sql:2" in done.stderr
    with psycopg.connect(url) as connection:
        assert state(connection) == before


@with_server
def test_a_server_without_supabase_s_extensions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Extensions without files are made row by row, and belong together all the same."""
    monkeypatch.setattr("miglint.verify.server.write_extensions", lambda programs, folder: folder / "share/extension")
    folder = project(
        tmp_path,
        "create extension pgmq; select pgmq.create('a'); create extension if not exists pg_net;\n"
        "create table t (id uuid default extensions.uuid_generate_v4(), mail text check (net.http_get('x') > 0));\n"
        "drop extension pgmq cascade;\n"
        "create extension vector schema extensions; create table v (e extensions.vector(3));"
        "create index on v using hnsw (e vector_l2_ops) with (m = 8); create extension pgroonga;\n"
        "create index on v using pgroonga ((e::text)); drop index v_e_idx1; drop extension pgroonga;\n",
    )
    with started(find_programs()) as plain:
        url = plain.conninfo + " dbname=template1"
        done = CliRunner().invoke(main, ["verify", str(folder), "--format", "json", "--db-url", url])
        with psycopg.connect(url) as connection:
            roles = connection.execute("select rolname from pg_roles where rolname !~ '^pg_'").fetchall()
    assert (done.exit_code, json.loads(done.stdout)["findings"]) == (0, [])
    assert roles == [("supabase_admin",)]


def state(connection: psycopg.Connection) -> list[object]:
    """Databases, roles and their settings."""
    return [
        connection.execute("select datname from pg_database order by 1").fetchall(),
        connection.execute("select rolname, rolsuper from pg_roles order by 1").fetchall(),
        connection.execute(
            "select roleid::int8, member::int8, admin_option from pg_auth_members order by 1, 2"
        ).fetchall(),
        connection.execute("select setdatabase, setrole, setconfig from pg_db_role_setting order by 1, 2").fetchall(),
    ]


@with_server
def test_a_user_without_rights_is_refused(tmp_path: Path, server: ServerBench) -> None:
    host = server.template.server.conninfo.split()[0]
    url = f"{host} user=authenticator dbname=template1"
    done = CliRunner().invoke(main, ["verify", str(project(tmp_path, "select 1;")), "--db-url", url])
    assert done.exit_code == 2
    assert "needs a superuser" in done.stderr


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    url = f"host={tmp_path} dbname=x connect_timeout=1"
    done = CliRunner().invoke(main, ["verify", str(project(tmp_path, "select 1;")), "--db-url", url])
    assert done.exit_code == 2
    assert "can't connect to the server" in done.stderr


def test_no_server_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("miglint.verify.programs._of_the_extra", lambda: iter(()))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv(VARIABLE, raising=False)
    done = CliRunner().invoke(main, ["verify", str(project(tmp_path, "select 1;"))])
    assert done.exit_code == 2
    assert "pip install 'miglint[verify]'" in done.stderr


def test_no_psycopg_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    done = CliRunner().invoke(main, ["verify", str(project(tmp_path, "select 1;"))])
    assert done.exit_code == 2
    assert "pip install 'miglint[verify]'" in done.stderr


def test_a_wrong_folder_of_programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    done = CliRunner().invoke(main, ["verify", str(project(tmp_path, "select 1;"))])
    assert done.exit_code == 2
    assert f"{VARIABLE} is {tmp_path}" in done.stderr


@with_server
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_interrupted_run_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    folder = project(tmp_path, "select pg_sleep(60);")
    with tempfile.TemporaryDirectory(prefix="mv", dir="/tmp") as scratch:
        Path(scratch).chmod(0o755)
        process = subprocess.Popen(
            [sys.executable, "-m", "miglint", "verify", str(folder)],
            env={**os.environ, "TMPDIR": scratch},
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            # A job in the background begins with SIGINT ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        assert process.stderr is not None
        assert b"PostgreSQL" in process.stderr.readline()
        (pid_file,) = Path(scratch).glob("miglint-*/data/postmaster.pid")
        pid = int(pid_file.read_text().split()[0])
        time.sleep(0.3)
        process.send_signal(number)
        process.communicate(timeout=20)
        assert process.returncode == 130
        assert list(Path(scratch).iterdir()) == []
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


# ---- stand-ins


STAND_INS = """
create extension pgroonga with schema extensions;
create extension rum;
create extension wrappers with schema extensions;
create extension pgaudit;
create extension pgmq;
create extension "supabase-dbdev";
create extension pgtap with schema extensions;
create extension postgis with schema extensions;
create table notes (id int primary key, body text, mail varchar(40), tags text[], data jsonb, words tsvector,
  at timestamptz, place extensions.geography(point), area extensions.geometry(MultiPolygonZ, 25832),
  other extensions.geometry(geometry, 3857), flat extensions.geometry(linestring));
create index on notes using pgroonga (id, body, mail, tags, data) with (tokenizer = 'TokenMecab');
create index on notes using pgroonga (body pgroonga_text_term_search_ops_v2) where body &@~ 'x' and tags &@ 'y';
create index on notes using rum (words);
create index on notes using rum (words rum_tsvector_addon_ops, at) with (attach = 'at', to = 'words');
create foreign data wrapper stripe handler extensions.stripe_fdw_handler validator extensions.stripe_fdw_validator;
create foreign data wrapper wasm handler extensions.wasm_fdw_handler validator extensions.wasm_fdw_validator;
create server pay foreign data wrapper stripe options (api_key_id 'x');
create foreign table customers (id text, email text) server pay options (object 'customers');
grant execute on function pgaudit_ddl_command_end(), pgaudit_sql_drop() to postgres;
select pgmq.create('jobs'), pgmq.archive('jobs', array[1, 2]), pgmq.delete('jobs', array[1]),
  pgmq.send('jobs', '{}', '{}'::jsonb), pgmq.send_batch('jobs', array['{}']::jsonb[], now());
select dbdev.install('x-y');
select extensions.plan(1), extensions.has_table('notes'), extensions.lives_ok('select 1');
select * from extensions.finish();
insert into notes (id, body) values (1, 'a'), (2, 'b');
"""


@with_server
def test_stand_ins_have_what_migrations_use(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["verify", str(project(tmp_path, STAND_INS)), "--format", "json"])
    assert [finding["message"] for finding in json.loads(done.stdout)["findings"]] == []


VECTORS = """
create extension vector with schema extensions;
create table docs (id int, e extensions.vector(3), h extensions.halfvec(2), s extensions.sparsevec(5), b bit(3));
create index on docs using hnsw (e vector_cosine_ops) with (m = 16, ef_construction = 64);
create index on docs using ivfflat (e) /* with */ with (lists = 100);
create index on docs using hnsw ((e::extensions.halfvec(3)) halfvec_l2_ops);
create index on docs using hnsw (b bit_hamming_ops);
insert into docs values (1, '[1,2,3]', '[1,2]', '{1:1}/5', b'101'), (2, array[1, 2, 3], null, null, null);
create function nearest(q extensions.vector, n int) returns setof docs language sql stable
  as $$ select * from docs where e <=> q < 0.5 order by e <-> q, 1 - (e <=> q), e <#> q limit n $$;
select avg(e), extensions.vector_dims(e), extensions.cosine_distance(e, '[1,2,3]'), e + e, e::text from docs group by e;
create index on docs using hnsw (e vector_l2_ops, h halfvec_l2_ops);
"""


@with_server
def test_vectors_where_the_server_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("miglint.verify.extension_files._CONTRIB", ("pgcrypto", "uuid-ossp"))
    done = CliRunner().invoke(main, ["verify", str(project(tmp_path, VECTORS)), "--format", "json"])
    assert [(finding["sqlstate"], finding["line"]) for finding in json.loads(done.stdout)["findings"]] == [
        ("0A000", 12)
    ]


QUOTES = """
create type public."k""d" as enum ('a');
create table public."q""q" ("a""b" text, c public."k""d", d "char", e public."k""d"[],
  constraint "x""y" check (c > 'a'));
comment on column public."q""q"."a""b" is 'x';
comment on table public."q""q" is 'x';
comment on constraint "x""y" on public."q""q" is 'x';
create function public."f""f"(a public."k""d", b "char") returns int language sql return 1;
comment on function public."f""f"(public."k""d", "char") is 'x';
grant execute on function public."f""f"(public."k""d", "char") to anon;
grant select ("a""b") on public."q""q" to anon;
grant usage on type public."k""d" to anon;
"""


@with_server
def test_names_with_quotes(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["verify", str(project(tmp_path, QUOTES)), "--format", "json"])
    assert [finding["message"] for finding in json.loads(done.stdout)["findings"]] == []


@with_server
def test_functions_of_the_start_that_are_replaced(tmp_path: Path) -> None:
    """Their privileges are listed where the migrations change them."""
    folder = project(
        tmp_path,
        "create or replace function auth.role() returns text language sql stable as 'select null::text';\n"
        "create role clerk; grant execute on function auth.role() to clerk;\n",
    )
    done = CliRunner().invoke(main, ["verify", str(folder), "--format", "json"])
    shown = json.loads(CliRunner().invoke(main, ["catalog", str(folder), "--format", "json"]).stdout)["privileges"]
    assert [finding["message"] for finding in json.loads(done.stdout)["findings"]] == []
    assert [row["grantee"] for row in shown if row["object"] == "auth.role()"] == ["clerk"]
