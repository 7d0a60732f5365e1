"""The folders of this suite, what a server answered about each, and what the replay says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from miglint.catalog.changes import StatementRefused
from miglint.catalog.target import Target
from miglint.export import catalog_json
from miglint.record import replace
from miglint.replay import Replay
from miglint.replay.prelude import load_prelude
from miglint.replay.state.doubts import Doubts
from miglint.replay.state.savepoint import TAKEN_BACK
from miglint.syntax.reading import parse
from miglint.syntax.source import Migration, Statement
from miglint.syntax.tokens import tokens
from miglint.verify.apply_files import statements_of
from miglint_rules.apply._versions import newer_syntax

HERE = Path(__file__).parent
LEGACY = "-legacy"

Lists = dict[str, list[dict[str, Any]]]


def folders() -> list[Path]:
    """One folder per pitfall; those whose names end with -legacy have Supabase's default privileges until 2026."""
    return sorted(path for path in HERE.iterdir() if path.is_dir() and any(path.glob("*.sql")))


def target(folder: Path) -> Target:
    return Target(default_privileges="legacy" if folder.name.endswith(LEGACY) else "revoked")


def migrations(folder: Path) -> list[Migration]:
    """The files of a folder, parsed."""
    files = [
        Migration(path, path.read_text(encoding="utf-8"), version=path.name[:14])
        for path in sorted(folder.glob("*.sql"))
    ]
    for migration in files:
        parse(migration)
    return files


@dataclass
class Answer:
    """What a server, or the replay, says of a folder: the lists that are not empty, and the refused statements as
    "file:line" with their SQLSTATE."""

    catalog: Lists = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        return {"refused": self.refused, "catalog": self.catalog}


def label(statement: Statement) -> str:
    """Where a statement begins: "20250101000000_first.sql:3"."""
    migration, span = statement.migration, statement.visible.span
    first = next((t.start for t in tokens(migration.text, *span) if t.kind != "comment"), span.start)
    return f"{migration.name}:{migration.position(first).line}"


def shown(lists: Lists) -> Lists:
    """The lists that hold something; an extension's own comment is not a migration's."""
    kept = {name: [row for row in rows if row.get("kind") != "extension"] for name, rows in lists.items()}
    return {name: rows for name, rows in kept.items() if rows and name not in ("unknown", "assumed")}


def replayed(folder: Path, version: int, refused: dict[str, str]) -> Answer:
    """The replay's answer, with what the rules say of newer syntax. A statement that the server refused is tried, and
    undone, so that one mistake stays one."""
    replay = Replay(replace(target(folder), postgres_version=version))
    load_prelude(replay)
    answer = Answer()
    for migration in migrations(folder):
        replay.begin_file(migration)
        newer = [statement for statement, _ in newer_syntax(migration, version)]
        for statement in statements_of(migration):
            savepoint = replay.savepoint()
            said = sqlstate(replay, statement)
            if statement in newer:
                said = "42601"
            if said:
                answer.refused[label(statement)] = said
            if label(statement) in refused:
                savepoint.restore(TAKEN_BACK)
    answer.catalog = shown(catalog_json.document(replay, HERE))
    return answer


def sqlstate(replay: Replay, statement: Statement) -> str | None:
    """Apply a statement; the SQLSTATE where the replay refuses it, or takes something to exist that does not."""
    if not statement.kind or statement.repaired:
        return "42601"
    gone, replay.doubts = replay.doubts.gone, Doubts()  # a refusal counts even where it follows from another
    replay.doubts.gone = gone
    known = {assumption.object for assumption in replay.catalog.assumptions}
    for change in replay.apply(statement):
        if isinstance(change, StatementRefused):
            return change.sqlstate
    for assumption in replay.catalog.assumptions:
        if assumption.object not in known:
            return assumption.sqlstate
    return None


def recorded(folder: Path) -> dict[int, Answer]:
    """The answers in expected.json, by the server's major version."""
    path = folder / "expected.json"
    if not path.exists():
        return {}
    answers = json.loads(path.read_text(encoding="utf-8"))["answers"]
    found = {
        int(major): Answer(said["catalog"], said["refused"]) for major, said in answers.items() if "as" not in said
    }
    return found | {int(major): found[said["as"]] for major, said in answers.items() if "as" in said}


def cases() -> Iterator[tuple[Path, int]]:
    """Every folder with every version that answered."""
    for folder in folders():
        for version in sorted(recorded(folder)):
            yield folder, version
