"""`miglint hook claude-code`: events as Claude Code writes them, and broken ones, which block nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from miglint.agent.tool_calls import changes_schema
from miglint.cli import main

BAD = "create table public.tags (id bigint primary key);"
GOOD = BAD + "\ngrant select, insert, update, delete on public.tags to authenticated, service_role;\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "supabase" / "migrations"
    folder.mkdir(parents=True)
    (folder / "20250101000000_people.sql").write_text(
        "create table public.people (id bigint primary key);\ngrant select on public.people to authenticated;\n"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _event(project: Path, tool: str, given: Any) -> str:
    """An event with everything that Claude Code puts into it."""
    return json.dumps(
        {
            "session_id": "5f0e7a52-6d0c-4f4c-8f4e-0d6f6b1f7f11",
            "transcript_path": str(project / "transcript.jsonl"),
            "cwd": str(project),
            "permission_mode": "default",
            "hook_event_name": "PreToolUse",
            "tool_name": tool,
            "tool_input": given,
            "tool_use_id": "toolu_01",
        }
    )


def _hook(event: str | bytes, *arguments: str) -> Result:
    chosen = ["--select", "missing-grant,grants-lost-on-recreate", "--now", "2026-01-02T03:04:05"]
    return CliRunner().invoke(main, ["hook", "claude-code", *chosen, *arguments], input=event)


def _reason(done: Result) -> str:
    """Why a call is denied, the answer held to the contract."""
    assert done.exit_code == 0, done.output
    answer = json.loads(done.stdout)
    assert set(answer) == {"hookSpecificOutput"}
    said = answer["hookSpecificOutput"]
    assert (said["hookEventName"], said["permissionDecision"]) == ("PreToolUse", "deny")
    assert set(said) == {"hookEventName", "permissionDecision", "permissionDecisionReason"}
    return str(said["permissionDecisionReason"])


def _passes(done: Result) -> bool:
    return (done.exit_code, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize("server", ["supabase", "plugin_supabase_supabase", "my-own"])
def test_apply_migration(project: Path, server: str) -> None:
    tool = f"mcp__{server}__apply_migration"
    reason = _reason(_hook(_event(project, tool, {"project_id": "x", "name": "Add tags", "query": BAD})))
    assert "error[missing-grant] line 1: " in reason
    assert "fix: GRANT SELECT" in reason
    assert "supabase/migrations/20260102030405_add_tags.sql" in reason


def test_sound_migration_passes(project: Path) -> None:
    assert _passes(_hook(_event(project, "mcp__supabase__apply_migration", {"name": "add_tags", "query": GOOD})))


def test_judged_behind_the_migrations_there_are(project: Path) -> None:
    query = "drop table public.people; create table public.people (id bigint primary key);"
    reason = _reason(_hook(_event(project, "mcp__supabase__apply_migration", {"name": "anew", "query": query})))
    assert "grants-lost-on-recreate" in reason


def test_apply_migration_without_a_name(project: Path) -> None:
    reason = _reason(_hook(_event(project, "mcp__supabase__apply_migration", {"name": "***", "query": BAD})))
    assert "20260102030405_describe_the_change.sql" in reason


def test_ddl_through_execute_sql(project: Path) -> None:
    assert "missing-grant" in _reason(_hook(_event(project, "mcp__supabase__execute_sql", {"query": BAD})))


@pytest.mark.parametrize(
    "query",
    ["select 1", "update people set id = 2", "insert into nowhere values (1)", "not even sql", "", "explain select 1"],
)
def test_execute_sql_without_ddl_passes(project: Path, query: str) -> None:
    assert _passes(_hook(_event(project, "mcp__supabase__execute_sql", {"query": query})))


@pytest.mark.parametrize(
    ("text", "ddl"),
    [
        ("select 1", False),
        ("select 1 as a into copies", True),
        ("do $$ begin create table a (); end $$", True),
        ("begin; delete from a; commit", False),
        ("select 1; alter table a add b int", True),
        ("with x as (delete from a returning *) select * from x", False),
    ],
)
def test_changes_schema(text: str, ddl: bool) -> None:
    assert changes_schema(text) is ddl


@pytest.mark.parametrize("tool", ["Bash", "Read", "mcp__supabase__list_tables", "apply_migration_notes"])
def test_other_tools_pass(project: Path, tool: str) -> None:
    assert _passes(_hook(_event(project, tool, {"command": "psql -c 'drop table people'"})))


def _write(project: Path, name: str, text: str) -> Result:
    return _hook(_event(project, "Write", {"file_path": str(project / name), "content": text}))


def test_write_of_a_migration(project: Path) -> None:
    reason = _reason(_write(project, "supabase/migrations/20260102000000_tags.sql", BAD))
    assert "missing-grant" in reason
    assert "write supabase/migrations/20260102000000_tags.sql again" in reason
    assert not list(project.rglob("*_tags.sql"))


@pytest.mark.parametrize("name", ["notes.sql", "supabase/seed.sql", "supabase/migrations/README.md", "src/app.ts"])
def test_other_files_pass(project: Path, name: str) -> None:
    assert _passes(_write(project, name, BAD))


def test_write_of_a_sound_migration_passes(project: Path) -> None:
    assert _passes(_write(project, "supabase/migrations/20260102000000_tags.sql", GOOD))


def test_edit(project: Path) -> None:
    path = project / "supabase/migrations/20250101000000_people.sql"
    edit = {"file_path": str(path), "old_string": "grant select", "new_string": "-- grant select"}
    assert "missing-grant" in _reason(_hook(_event(project, "Edit", edit)))


def test_edit_is_not_blamed_for_what_was_there(project: Path) -> None:
    path = project / "supabase/migrations/20260101000000_tags.sql"
    path.write_text("-- tags\n" + BAD)
    edits = [{"old_string": "-- tags", "new_string": "-- all tags", "replace_all": True}]
    assert _passes(_hook(_event(project, "MultiEdit", {"file_path": str(path), "edits": edits})))


def test_edit_that_does_not_fit_passes(project: Path) -> None:
    path = project / "supabase/migrations/20250101000000_people.sql"
    edit = {"file_path": str(path), "old_string": "no such text", "new_string": BAD}
    assert _passes(_hook(_event(project, "Edit", edit)))


def test_applied_file(project: Path) -> None:
    (project / "miglint.toml").write_text('applied-until = "20250101000000"\n')
    path = project / "supabase/migrations/20250101000000_people.sql"
    reason = _reason(_write(project, str(path), path.read_text() + "select 1;\n"))
    assert "must not change" in reason
    assert _passes(_write(project, str(path), path.read_text()))


def test_severity(project: Path) -> None:
    (project / "miglint.toml").write_text('[rules]\nmissing-grant = "warning"\n')
    event = _event(project, "mcp__supabase__apply_migration", {"name": "tags", "query": BAD})
    assert _passes(_hook(event))
    assert "warning[missing-grant]" in _reason(_hook(event, "--fail-on", "warning"))


@pytest.mark.parametrize(
    "event",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b'{"tool_name": 1, "tool_input": {}}',
        b'{"tool_name": "Write", "tool_input": []}',
        b'{"tool_name": "Write", "tool_input": {"file_path": "x.sql"}}',
        b'{"tool_name": "Edit", "tool_input": {}}',
        b'{"tool_name": "mcp__supabase__apply_migration", "tool_input": {"name": "x"}}',
        b'{"tool_name": "mcp__supabase__execute_sql", "tool_input": {"query": 1}}',
        b'{"hook_event_name": "PostToolUse", "tool_name": "Bash", "tool_input": {}}',
        b"[" * 100_000,
    ],
)
def test_broken_events_block_nothing_and_say_so(project: Path, event: bytes) -> None:
    done = _hook(event)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith("miglint: error: ")


def test_broken_settings_block_nothing(project: Path) -> None:
    (project / "miglint.toml").write_text("rules = 1\n")
    done = _hook(_event(project, "mcp__supabase__apply_migration", {"name": "tags", "query": BAD}))
    assert (done.exit_code, done.stdout) == (1, "")
    assert "miglint.toml" in done.stderr


def test_no_migrations_block_nothing(tmp_path: Path) -> None:
    done = _hook(_event(tmp_path, "mcp__supabase__apply_migration", {"name": "tags", "query": BAD}))
    assert (done.exit_code, done.stdout) == (1, "")


@pytest.mark.parametrize("arguments", [["hook", "claude"], ["hook"], ["hook", "claude-code", "--no-such-option"]])
def test_misuse_blocks_nothing(arguments: list[str]) -> None:
    assert CliRunner().invoke(main, arguments, input="{}").exit_code == 1
