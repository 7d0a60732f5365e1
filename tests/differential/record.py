"""Ask a real PostgreSQL again and write down its answers: `python -m tests.differential.record [FOLDER]...`.

The server is the one that `miglint verify` would start (MIGLINT_PGBIN names another). The answers of other versions
stay; where two versions answer alike, the file says so. No answer is ever edited by hand.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from miglint.catalog.target import Target
from miglint.verify import ServerBench, bench

from .histories import HERE, LEGACY, Answer, folders, label, migrations, recorded, shown, target


def ask(prepared: ServerBench, folder: Path) -> Answer:
    """The server's answer. Where it refuses something it is asked again, statement by statement, so that one refusal
    does not hide the next; not at once, because the savepoints which that takes change answers about enum values."""
    applied, lists = prepared.ask(migrations(folder))
    if applied.refusals:
        applied, lists = prepared.ask(migrations(folder), keep_going=True)
    refused = {label(r.statement): str(r.sqlstate) for r in applied.refusals if r.statement is not None}
    return Answer(shown(lists), refused)


def write(folder: Path, version: int, answer: Answer) -> None:
    """Put an answer into expected.json, beside those of other versions."""
    answers = {**recorded(folder), version: answer}
    newest = max(answers)
    said: dict[str, Any] = {}
    for major in sorted(answers, reverse=True):
        alike = major != newest and answers[major] == answers[newest]
        said[str(major)] = {"as": newest} if alike else answers[major].json()
    (folder / "expected.json").write_text(laid_out({"answers": said}) + "\n", encoding="utf-8")


def laid_out(value: Any, indent: str = "") -> str:
    """JSON with a line for each row of a list, so that a change shows."""
    inner = indent + " "
    if isinstance(value, dict) and value:
        lines = [f"{inner}{json.dumps(key)}: {laid_out(part, inner)}" for key, part in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    if isinstance(value, list) and value:
        rows = [inner + json.dumps(row, ensure_ascii=False) for row in value]
        return "[\n" + ",\n".join(rows) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False)


def main(names: list[str]) -> None:
    chosen = [HERE / name for name in names] or folders()
    for legacy in (False, True):
        part = [folder for folder in chosen if folder.name.endswith(LEGACY) is legacy]
        if not part:
            continue
        with bench(Target(default_privileges="legacy" if legacy else "revoked")) as prepared:
            for folder in part:
                assert target(folder) == prepared.template.target
                write(folder, prepared.version, ask(prepared, folder))
                print(f"{prepared.version} {folder.name}", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1:])
