"""Supabase's own CLI pushes files to verify's server: replay and verify say what it applies, refuses and leaves."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from helpers.node import package, run, unavailable

from miglint.catalog.changes import StatementRefused
from miglint.catalog.target import Target
from miglint.errors import MiglintError
from miglint.export import catalog_json
from miglint.record import replace
from miglint.replay import Replay
from miglint.replay.prelude import load_prelude, replayed
from miglint.syntax.reading import parse
from miglint.syntax.runner_transactions import committed_together
from miglint.syntax.source import Migration, Statement
from miglint.verify import ServerBench, bench
from miglint.verify.server_catalog import read
from miglint.verify.server_database import ProjectDatabase

CLI = "supabase@3.1.0"

START = """
create type mood as enum ('fine');
create table people (id int primary key, feels mood, age int);
create table parts (id int) partition by list (id);
create table part partition of parts for values in (1);
"""

HISTORIES = {
    "applied, but for the last": (
        "set search_path = nowhere; set lock_timeout = '7s';",
        "create table later (id int);",
        """
        alter type mood add value 'good';
        create index concurrently by_age on people (age);
        alter table people alter column feels set default 'good';
        """,
        """-- pg-delta: transaction=false
        alter type mood add value 'bad';
        alter table people alter column feels set default 'bad';
        """,
        """
        alter type mood add value 'sad';
        begin;
        create table inside (id int);
        alter table people alter column feels set default 'sad';
        savepoint s;
        create table undone (id int);
        rollback to savepoint s;
        commit;
        create index concurrently people_feel on people (feels);
        """,
        """
        set lock_timeout = '5s';
        reindex table concurrently people;
        cluster people using people_pkey;
        drop index concurrently if exists by_age;
        """,
        """
        reindex (concurrently) table people;
        create table behind (id int);
        """,
        """
        create table undone (id int);
        create table people (id int);
        """,
    ),
    "cut, then refused": (
        """
        create table before (id int);
        vacuum people;
        create table between (id int);
        alter type mood add value 'good';
        alter table people alter column feels set default 'good';
        """,
    ),
    "one by one, then refused": (
        """-- pg-delta: transaction=false
        alter type mood add value 'good';
        alter table people alter column feels set default 'good';
        alter table people add column age int;
        """,
    ),
    "its own block, in which one is refused": (
        """
        create table before (id int);
        begin;
        create table inside (id int);
        drop index concurrently people_pkey;
        commit;
        """,
    ),
    "not taken out": (
        """
        -- pg-delta: transaction=false
        alter type mood add value 'good';
        reindex (concurrently) table people;
        """,
    ),
    "a savepoint outside blocks": (
        """
        create table undone (id int);
        savepoint s;
        """,
    ),
}
"""Files that are pushed together behind START. The last one is refused: a push ends there."""


@dataclass
class Outcome:
    """What became of the files behind the start: the SQLSTATE that ended the push, how many files are recorded as
    applied, and the names of tables, indexes, and labels of the enum."""

    sqlstate: str | None
    recorded: int
    names: dict[str, list[Any]]


@pytest.fixture(scope="module")
def server() -> Iterator[ServerBench]:
    try:
        with bench(Target()) as prepared:
            yield prepared
    except MiglintError as error:
        unavailable(f"no server to push to: {error}")


@pytest.fixture(scope="module")
def program() -> str:
    """The CLI: a program for this platform, beside the script that only starts it."""
    found = next(package(CLI).glob("node_modules/@supabase/cli-*/bin/supabase*"), None)
    if found is None:
        unavailable(f"npm has no {CLI} for this platform")
    return str(found)


def written(folder: Path, *texts: str) -> list[Migration]:
    migrations = folder / "supabase" / "migrations"
    migrations.mkdir(parents=True)
    (folder / "supabase" / "config.toml").write_text('project_id = "pushed"\n', encoding="utf-8")
    files = []
    for number, text in enumerate((START, *texts)):
        path = migrations / f"2025010100000{number}_x.sql"
        path.write_text(text, encoding="utf-8")
        files.append(Migration(path, text, version=path.name[:14]))
        parse(files[-1])
    return files


def pushed(program: str, server: ServerBench, database: ProjectDatabase, folder: Path) -> Outcome:
    """Let the CLI push the folder's files. Its telemetry is off, and it has no account to look for."""
    socket = database.server.conninfo.split()[0].removeprefix("host=")
    os.environ.update(DO_NOT_TRACK="1", SUPABASE_TELEMETRY_DISABLED="1", SUPABASE_HOME=str(folder / "home"))
    remote = f"postgresql://postgres:none@localhost:5432/{database.name}?host={socket}"
    done = run(program, "db", "push", f"--remote={remote}", "--yes", "--workdir", str(folder), cwd=folder)
    states = re.findall(r"\(SQLSTATE (\w{5})\)", done.stderr)
    assert bool(states) is bool(done.returncode), done.stderr
    with database.connect() as connection:
        rows = connection.execute("select version from supabase_migrations.schema_migrations").fetchall()
    return Outcome(states[0] if states else None, len(rows) - 1, names(read(database, server.start)))


def replays(files: list[Migration], version: int) -> Outcome:
    """What the replay says: the first refusal, and the state without what is taken back with it."""
    target = replace(Target(), postgres_version=version)
    kept: dict[Path, list[Statement]] = {}
    replay, state = Replay(target), None
    load_prelude(replay)
    for migration in files:
        kept[migration.path] = migration.statements
        for ran in replay.run((migration,)):
            refused = next((change for change in ran.changes if isinstance(change, StatementRefused)), None)
            if refused is not None:
                state = refused.sqlstate
                pieces = committed_together(migration, target.runner, version)
                before = next(piece[0].index for piece in pieces if ran.statement in piece)
                kept[migration.path] = migration.statements[:before]
                break
        if state:
            break
    left = replayed(files, target, lambda migration: kept.get(migration.path, []))
    return Outcome(state, len(kept) - 1 - bool(state), names(catalog_json.document(left, files[0].path.parent)))


def names(lists: dict[str, list[dict[str, Any]]]) -> dict[str, list[Any]]:
    found = {kind: sorted((row["schema"], row["name"]) for row in lists[kind]) for kind in ("tables", "indexes")}
    return {
        **found,
        "labels": [row["labels"] for row in lists["types"] if row["name"] == "mood"],
        "defaults": [row["has_default"] for row in lists["columns"] if row["name"] == "feels"],
    }


@pytest.mark.parametrize("history", HISTORIES)
def test_replay_and_verify_say_what_the_cli_does(
    history: str, program: str, server: ServerBench, tmp_path: Path
) -> None:
    files = written(tmp_path, *HISTORIES[history])
    with server.template.copy() as database:
        said = pushed(program, server, database, tmp_path)
    assert (said.sqlstate, said.recorded) != (None, len(files) - 1)
    assert replays(files, server.version) == said
    applied, lists = server.ask(files)
    assert [refusal.sqlstate for refusal in applied.refusals] == [said.sqlstate]
    assert names(lists) == said.names
