"""A coding agent's tool call -> whether the constitution allows it, and what to write instead."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..errors import UsageError
from ..judge.request import Request
from ..judge.result import Reported
from ..judge.run import run
from ..output.words import plural
from ..project.decoding import migration_from_bytes, version_of
from ..project.folders import default_folders
from ..project.migration_names import new_path
from ..project.selection import is_sql
from ..record import replace
from ..rule.finding import Severity

SHOWN = 15
"""How many findings a reason lists; an agent fixes one after the other anyway."""

# Statements that don't change the schema (nodes/parsenodes.h). DO blocks and CALL may do anything and are checked.
NO_DDL = frozenset(
    """SelectStmt InsertStmt UpdateStmt DeleteStmt MergeStmt ExplainStmt VariableShowStmt VariableSetStmt
    TransactionStmt CopyStmt DeclareCursorStmt FetchStmt ClosePortalStmt PrepareStmt ExecuteStmt DeallocateStmt
    ListenStmt UnlistenStmt NotifyStmt VacuumStmt CheckPointStmt LockStmt DiscardStmt LoadStmt""".split()  # noqa: SIM905
)


class EventError(UsageError):
    """Standard input holds no event of the expected kind."""


@dataclass(frozen=True, slots=True)
class Event:
    """A tool that is about to be called."""

    tool: str
    given: Mapping[str, Any]
    cwd: Path


@dataclass(frozen=True, slots=True)
class _Draft:
    """SQL that a tool is about to write into a file, or to run in the database without a file."""

    text: str
    path: Path
    before: str | None = None
    past_files: bool = False


def read_event(data: bytes, cwd: Path) -> Event:
    """Return the event that Claude Code writes to a hook's standard input; raise EventError for anything else."""
    try:
        event = json.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise EventError(f"standard input isn't a JSON event: {error}") from None
    match event:
        case {"hook_event_name": str(name)} if name != "PreToolUse":
            raise EventError(f"{name} isn't a PreToolUse event", "Register the hook under PreToolUse.")
        case {"tool_name": str(tool), "tool_input": dict(given)}:
            said = event.get("cwd")
            return Event(tool, given, Path(said) if isinstance(said, str) and Path(said).is_dir() else cwd)
    raise EventError("the event has no tool_name and tool_input")


def answer(event: Event, asked: Request, fail_on: Severity) -> str | None:
    """Return why the tool must not be called and what to do instead; None if it may be called.

    `asked` holds the facts about the target. Raises MiglintError if nothing can be checked.
    """
    asked = replace(asked, cwd=event.cwd)
    settings = asked.settings(asked.start)
    draft = _draft(event, asked, settings.migrations)
    if draft is None:
        return None
    if draft.before is not None and draft.text != draft.before and _is_applied(draft.path, settings.applied_until):
        name = draft.path.name
        return f"{name} is applied (applied-until = {settings.applied_until}) and must not change.\n" + _instead(None)
    found = _judged(draft, draft.text, asked)
    if draft.before is not None:
        known = {(r.finding.rule, r.fingerprint) for r in _judged(draft, draft.before, asked)}
        found = [r for r in found if (r.finding.rule, r.fingerprint) not in known]
    if all(r.severity.rank > fail_on.rank for r in found):
        return None
    return _reason(found, draft, event.cwd)


def _draft(event: Event, asked: Request, folders: tuple[Path, ...]) -> _Draft | None:
    """Return the SQL of an event; None for a tool or file that miglint doesn't check."""
    given = event.given
    tool = event.tool.rpartition("__")[2] if event.tool.startswith("mcp__") else event.tool
    match tool, given:
        case "apply_migration", {"query": str(text)}:
            name = given.get("name")
            return _Draft(text, _new_path(event, asked, folders, name if isinstance(name, str) else ""), None, True)
        case "execute_sql", {"query": str(text)}:
            if not changes_schema(text):
                return None
            return _Draft(text, _new_path(event, asked, folders, ""), None, True)
        case "Write", {"file_path": str(name), "content": str(text)}:
            path = event.cwd / name
            return _Draft(text, path, _content(path)) if _is_migration(path, event.cwd, folders) else None
        case "Edit" | "MultiEdit", {"file_path": str(name)}:
            path = event.cwd / name
            if not _is_migration(path, event.cwd, folders) or (before := _content(path)) is None:
                return None
            after = _edited(before, given.get("edits") if tool == "MultiEdit" else [given])
            return None if after is None else _Draft(after, path, before)
        case "apply_migration" | "execute_sql" | "Write" | "Edit" | "MultiEdit", _:
            raise EventError(f"the tool_input of {event.tool} is incomplete")
    return None


def changes_schema(text: str) -> bool:
    """Return whether a statement of an SQL text changes the schema; text that can't be parsed never runs."""
    from ..syntax.reading import parse

    migration = migration_from_bytes(Path("query.sql"), text.encode("utf-8", "surrogatepass"))
    parse(migration)
    return any(s.kind not in NO_DDL or "intoClause" in s.node for s in migration.statements)


def _new_path(event: Event, asked: Request, folders: tuple[Path, ...], name: str) -> Path:
    """Return the path of the migration that should be written instead."""
    found = default_folders(event.cwd, folders)
    if len(found) > 1:
        raise UsageError(f"found {len(found)} migrations folders, can't tell which one is meant")
    try:
        return new_path(found[0], name, asked.now or datetime.now(UTC))
    except UsageError:
        return new_path(found[0], "describe_the_change", asked.now or datetime.now(UTC))


def _is_migration(path: Path, cwd: Path, folders: tuple[Path, ...]) -> bool:
    """Return whether a file is in a migrations folder."""
    if not is_sql(path.name):
        return False
    if folders:
        return path.parent in folders
    return path.parent.name == "migrations" and (path.parent.parent.name == "supabase" or path.parent.parent == cwd)


def _is_applied(path: Path, until: str | None) -> bool:
    version = version_of(path.name)
    return bool(until and version and int(version) <= int(until))


def _content(path: Path) -> str | None:
    """Return a file's text; None if it doesn't exist or isn't UTF-8."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _edited(text: str, edits: Any) -> str | None:
    """Return the text after edits by old_string and new_string; None if they don't apply: the tool refuses them too."""
    wanted: list[Any] = edits if isinstance(edits, list) else [None]
    for edit in wanted:
        match edit:
            case {"old_string": str(old), "new_string": str(new)} if old and old in text:
                text = text.replace(old, new, -1 if edit.get("replace_all") else 1)
            case {"old_string": str(), "new_string": str()}:
                return None
            case _:
                raise EventError("the event's edits lack old_string or new_string")
    return text


def _judged(draft: _Draft, text: str, asked: Request) -> list[Reported]:
    data = text.encode("utf-8", "surrogatepass")
    result = run(replace(asked, paths=("-", str(draft.path.parent)), stdin=data, stdin_name=draft.path.name))
    found = [reported for reported in result.shown if reported.finding.rule != "rule-crash"]
    if result.errors and not found:
        raise result.errors[0]
    return found


def _reason(found: list[Reported], draft: _Draft, cwd: Path) -> str:
    """Return the findings, worst first, each on its line, and what to do."""
    found.sort(key=lambda r: (r.severity.rank, r.finding.place.span))
    shown = found[:SHOWN]
    path = draft.path.relative_to(cwd).as_posix() if draft.path.is_relative_to(cwd) else draft.path.as_posix()
    lines = [f"miglint: this breaks the project's rules for migrations ({plural(len(found), 'finding')})."]
    lines += [line for reported in shown for line in _lines(reported)]
    if len(found) > SHOWN:
        lines.append(f"- and {len(found) - SHOWN} more")
    lines.append(_instead(path) if draft.past_files else f"Fix the SQL and write {path} again.")
    return "\n".join(lines)


def _lines(reported: Reported) -> Iterator[str]:
    finding = reported.finding
    line = finding.place.start.line
    yield f"- {reported.severity}[{finding.rule}] line {line}: {finding.message}"
    if reported.in_force.because:
        yield f"  why: {reported.in_force.because}"
    if finding.help:
        yield f"  fix: {finding.help}"


def _instead(path: str | None) -> str:
    if path is None:
        return "Write a new migration instead: `miglint new NAME` creates one."
    return (
        f"Don't run it directly: write the fixed SQL to {path}, check it with `miglint check {path}`, "
        "and apply it from there, so that files and database stay the same."
    )
