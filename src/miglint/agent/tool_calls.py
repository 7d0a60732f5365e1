"""What a coding agent is about to do -> whether the constitution allows it, and what to write instead."""

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
from ..project.decoding import migration_from_bytes, version_of
from ..project.folders import default_folders
from ..project.migration_names import new_path
from ..project.selection import is_sql
from ..record import replace
from ..rule.finding import Severity

SHOWN = 15
"""How many findings a reason lists; an agent mends one after the other anyway."""

# Statements that leave the schema as it is (nodes/parsenodes.h). DO blocks and CALL may do anything and are judged.
NO_DDL = frozenset(
    """SelectStmt InsertStmt UpdateStmt DeleteStmt MergeStmt ExplainStmt VariableShowStmt VariableSetStmt
    TransactionStmt CopyStmt DeclareCursorStmt FetchStmt ClosePortalStmt PrepareStmt ExecuteStmt DeallocateStmt
    ListenStmt UnlistenStmt NotifyStmt VacuumStmt CheckPointStmt LockStmt DiscardStmt LoadStmt""".split()  # noqa: SIM905
)


class EventError(UsageError):
    """What came in is no event of the kind that was promised."""


@dataclass(frozen=True, slots=True)
class Event:
    """A tool that is about to be called."""

    tool: str
    given: Mapping[str, Any]
    cwd: Path


@dataclass(frozen=True, slots=True)
class _Draft:
    """SQL on its way: into a file that is written, or past the files into the database."""

    text: str
    path: Path
    before: str | None = None
    past_files: bool = False


def read_event(data: bytes, cwd: Path) -> Event:
    """The event that Claude Code writes to a hook's standard input; raises EventError for anything else."""
    try:
        event = json.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise EventError(f"standard input is no JSON event: {error}") from None
    match event:
        case {"hook_event_name": str(name)} if name != "PreToolUse":
            raise EventError(f"{name} is no PreToolUse event", "Register the hook under PreToolUse.")
        case {"tool_name": str(tool), "tool_input": dict(given)}:
            said = event.get("cwd")
            return Event(tool, given, Path(said) if isinstance(said, str) and Path(said).is_dir() else cwd)
    raise EventError("the event has no tool_name and tool_input")


def answer(event: Event, asked: Request, fail_on: Severity) -> str | None:
    """Why the tool must not be called, in words that help to do better; None where nothing is said against it.

    `asked` holds the facts about the target. Raises MiglintError where nothing can be judged.
    """
    asked = replace(asked, cwd=event.cwd)
    settings = asked.settings(asked.start)
    draft = _draft(event, asked, settings.migrations)
    if draft is None:
        return None
    if draft.before is not None and draft.text != draft.before and _is_applied(draft.path, settings.applied_until):
        name = draft.path.name
        return f"{name} is applied (applied-until = {settings.applied_until}) and must stay as it is.\n" + _instead(
            None
        )
    found = _judged(draft, draft.text, asked)
    if draft.before is not None:
        known = {(r.finding.rule, r.fingerprint) for r in _judged(draft, draft.before, asked)}
        found = [r for r in found if (r.finding.rule, r.fingerprint) not in known]
    if all(r.severity.rank > fail_on.rank for r in found):
        return None
    return _reason(found, draft, event.cwd)


def _draft(event: Event, asked: Request, folders: tuple[Path, ...]) -> _Draft | None:
    """The SQL that an event is about; None for what is none of miglint's business."""
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
            raise EventError(f"the tool_input of {event.tool} lacks what the tool needs")
    return None


def changes_schema(text: str) -> bool:
    """Whether an SQL text holds a statement that changes the schema; what can't be parsed never runs."""
    from ..syntax.reading import parse

    migration = migration_from_bytes(Path("query.sql"), text.encode("utf-8", "surrogatepass"))
    parse(migration)
    return any(s.kind not in NO_DDL or "intoClause" in s.node for s in migration.statements)


def _new_path(event: Event, asked: Request, folders: tuple[Path, ...], name: str) -> Path:
    """The file that should be written instead."""
    found = default_folders(event.cwd, folders)
    if len(found) > 1:
        raise UsageError(f"there are {len(found)} migrations folders, and which one is meant can't be told")
    try:
        return new_path(found[0], name, asked.now or datetime.now(UTC))
    except UsageError:
        return new_path(found[0], "describe_the_change", asked.now or datetime.now(UTC))


def _is_migration(path: Path, cwd: Path, folders: tuple[Path, ...]) -> bool:
    """Whether a file stands where migrations do."""
    if not is_sql(path.name):
        return False
    if folders:
        return path.parent in folders
    return path.parent.name == "migrations" and (path.parent.parent.name == "supabase" or path.parent.parent == cwd)


def _is_applied(path: Path, until: str | None) -> bool:
    version = version_of(path.name)
    return bool(until and version and int(version) <= int(until))


def _content(path: Path) -> str | None:
    """What a file holds; None where there is none, or no text."""
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _edited(text: str, edits: Any) -> str | None:
    """The text after edits by old_string and new_string; None where they don't fit: then the tool refuses them."""
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
    """The findings, worst first, each on its line, and what to do."""
    found.sort(key=lambda r: (r.severity.rank, r.finding.place.span))
    shown = found[:SHOWN]
    path = draft.path.relative_to(cwd).as_posix() if draft.path.is_relative_to(cwd) else draft.path.as_posix()
    lines = [f"miglint: this breaks the project's rules for migrations ({len(found)} findings)."]
    lines += [line for reported in shown for line in _lines(reported)]
    if len(found) > SHOWN:
        lines.append(f"- and {len(found) - SHOWN} more")
    lines.append(_instead(path) if draft.past_files else f"Mend the SQL and write {path} again.")
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
        return "Write a new migration instead: `miglint new NAME` begins one."
    return (
        f"Don't send it past the files: write it, mended, to {path}, check it with `miglint check {path}`, "
        "and let it be applied from there, so that files and database stay one."
    )
