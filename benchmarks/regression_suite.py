"""Measure how often the replay agrees with PostgreSQL on PostgreSQL's own regression suite, statement by statement.

    python benchmarks/regression_suite.py SUITE TRUTH [--lists DEST] [--only NAME]...

SUITE is a folder with test_setup.sql somewhere below it, psql's commands and the rows of COPY commented out (squawk's
repository keeps the suite so, in `postgres`). TRUTH is a JSON file with what a server says of each statement; where
there is none, the server that `miglint verify` starts is asked and TRUTH is written, which takes some minutes. The
answers don't depend on miglint: the checkout whose Python runs this is measured.

Each file is run after test_setup.sql in a database that holds nothing else, one statement at a time, as psql does.
Statements that neither server nor parser can read are left out, and those in a transaction that has failed.

*strict* is the replay with nothing assumed: every refusal counts. *roots* are the false alarms that remain where the
replay runs only what the server accepted, without those that follow from another one. *reported* is what `miglint
check` prints under the constitution postgres. DEST gets two lists: regression-false.txt (accepted by the server, not by
the replay) and regression-missed.txt.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median

from regression_truth import LEFT_OUT, SETUP, Said, ask

from miglint.catalog.changes import ReplayFailed, StatementRefused
from miglint.catalog.target import Target
from miglint.judge.request import Request
from miglint.judge.run import run
from miglint.replay import Replay
from miglint.replay.prelude import load_prelude
from miglint.replay.state.doubts import Doubts
from miglint.rule.finding import Kind, Severity
from miglint.syntax.parser import read_statements
from miglint.syntax.source import Migration, Statement
from miglint.syntax.split import pieces
from miglint.syntax.tree import unwrap

VERSION = 18
DATA = ("22", "23", "57014", "54001")
"""SQLSTATEs of what only rows, values and limits of the server decide."""
LIBRARIES = ("42501", "58P01")
"""Those of privileges and of missing libraries."""
FAILED_BLOCK = "25P02"
CRASH = "crash"


@dataclass
class Outcome:
    """One statement: what the server says of it, and what the replay does."""

    file: str
    line: int
    sql: str
    server: str
    message: str
    said: str = ""
    """The SQLSTATE of the strict replay."""
    reason: str = ""
    """Its message."""
    root: bool = False
    """Whether the replay refuses it although all that went before it is as on the server."""
    reported: str = ""
    """The SQLSTATE that `miglint check` prints."""


@dataclass
class Judged:
    """One file: its statements, how many were left out, and what fails in miglint."""

    name: str
    outcomes: list[Outcome] = field(default_factory=list)
    unreadable: list[int] = field(default_factory=list)
    """The lines of statements that neither server nor parser can read."""
    failed: int = 0
    """How many statements stand in a transaction that has failed."""
    crashes: list[str] = field(default_factory=list)


# ---- the replay


def statement_of(migration: Migration, index: int, said: Said) -> Statement | None:
    """Return a statement as the replay takes it; None if the parser can't read it."""
    reading = read_statements(migration.text[said[0] : said[1]])
    if not reading.statements:
        return None
    kind, node = unwrap(reading.statements[0]["stmt"])
    start = migration.byte(said[0])
    return Statement(migration, index, kind, node, start, migration.byte(said[1]), start)


class Strict:
    """A replay that assumes nothing and holds nothing back."""

    def __init__(self) -> None:
        self.replay = Replay(Target(platform="postgres", runner="psql", postgres_version=VERSION))
        load_prelude(self.replay)
        self.crashes: list[str] = []

    def begin(self, path: Path) -> Migration:
        migration = Migration(path, path.read_text(encoding="utf-8"))
        self.replay.begin_file(migration)
        return migration

    def forget(self) -> None:
        """A refusal counts even where it follows from another."""
        self.replay.doubts = Doubts()

    def say(self, statement: Statement | None, said: Said) -> tuple[str, str]:
        """Apply a statement; return the SQLSTATE and message of its refusal."""
        if statement is None:
            return "42601", "syntax error"
        self.forget()
        replay = self.replay
        savepoint = replay.savepoint()
        known = set(replay.catalog.assumptions.rows)
        for change in replay.apply(statement):
            if isinstance(change, ReplayFailed):
                self.crashes.append(f"{statement.migration.name}: {change.error}\n{change.traceback}")
                return CRASH, change.error
            if isinstance(change, StatementRefused) and change.statement is statement:
                return change.sqlstate, change.message
        for key, row in replay.catalog.assumptions.rows.items():
            if key not in known:
                savepoint.restore()
                return row.sqlstate, f'{row.kind} "{row.object}" does not exist'
        return "", ""


class Guided(Strict):
    """The same, with only what the server accepted: what it refused is taken back, a failed block is rolled back."""

    def forget(self) -> None:
        """What follows from a false alarm is no other one."""

    def say(self, statement: Statement | None, said: Said) -> tuple[str, str]:
        if statement is not None and said[4] == "ROLLBACK" and statement.node.get("kind") == "TRANS_STMT_COMMIT":
            statement.node["kind"] = "TRANS_STMT_ROLLBACK"
        if not said[2]:
            return super().say(statement, said)
        savepoint = self.replay.savepoint()
        answer = super().say(statement, said)
        savepoint.restore()
        return answer


def judge(suite: Path, truth: dict[str, list[Said]], name: str) -> Judged:
    """Return the outcome of every statement of a file."""
    (setup,) = suite.rglob(SETUP)
    (path,) = suite.rglob(name)
    judged = Judged(name)
    strict, guided = Strict(), Guided()
    migration = Migration(path, "")
    for replay in (strict, guided):
        if path != setup:
            before = replay.begin(setup)
            for index, said in enumerate(truth[SETUP]):
                replay.say(statement_of(before, index, said), said)
            replay.crashes.clear()
        migration = replay.begin(path)
    for index, said in enumerate(truth[name]):
        start, end, server, message, _ = said
        statement = statement_of(migration, index, said)
        if server == FAILED_BLOCK:
            judged.failed += 1
            continue
        line, sql = migration.position(start).line, " ".join(migration.text[start:end].split())
        if statement is None and server == "42601":
            judged.unreadable.append(line)
            continue
        outcome = Outcome(name, line, sql, server, message)
        outcome.said, outcome.reason = strict.say(statement, said)
        outcome.root = bool(guided.say(statement_of(migration, index, said), said)[0]) and not server
        judged.outcomes.append(outcome)
    judged.crashes += strict.crashes
    report(judged, setup, path)
    return judged


def report(judged: Judged, setup: Path, path: Path) -> None:
    """Note what `miglint check` prints of a file."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary, "migrations")
        folder.mkdir()
        files = (("20250101000000_setup.sql", setup), ("20250102000000_file.sql", path))
        for name, source in files[path == setup :]:
            (folder / name).write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
        result = run(
            Request(
                folder.parent, (str(folder),), constitution="postgres", postgres_version=VERSION, use_accepted=False
            )
        )
    for error in result.errors:
        judged.crashes.append(f"exit 2 on {judged.name}: {error}")
    lines: list[tuple[int, Outcome | None]] = [(line, None) for line in judged.unreadable]
    lines += [(outcome.line, outcome) for outcome in judged.outcomes]
    lines.sort(key=lambda entry: entry[0])
    for each in result.shown:
        finding, place = each.finding, each.finding.place
        if place.migration.name != files[1][0] or each.severity is not Severity.ERROR:
            continue
        if (each.in_force.rule.kind is Kind.APPLY and finding.sqlstate) or each.in_force.name == "syntax-error":
            at = place.statement
            line = place.start.line if at is None else place.migration.position(first_of(at)).line
            outcome = next((each for start, each in reversed(lines) if start <= line), None)
            if outcome is not None:
                outcome.reported = finding.sqlstate or "42601"


def first_of(statement: Statement) -> int:
    """Return where a statement's first token begins: the parser's span has the comments before it."""
    span = statement.span
    return next((p.first for p in pieces(statement.migration.text, span.start) if p.kind == "sql"), span.start)


# ---- the report


def summary(files: list[Judged]) -> Iterator[str]:
    """Return the lines of the report."""
    every = [outcome for judged in files for outcome in judged.outcomes]
    refused = [o for o in every if o.server]
    unreadable, failed = sum(len(f.unreadable) for f in files), sum(f.failed for f in files)
    yield f"{len(files)} files, {len(every)} statements"
    yield f"left out: {failed} in failed transactions, {unreadable} that neither server nor parser can read"
    yield f"{len(refused)} refused by the server"
    yield "files left out: " + ", ".join(f"{name} ({why})" for name, why in LEFT_OUT.items())
    yield ""
    yield "| measure | strict | reported |\n|---|---|---|"
    both = ([(o, bool(o.said)) for o in every], [(o, bool(o.reported)) for o in every])
    yield "| agreement | " + " | ".join(agreement(pairs) for pairs in both) + " |"
    yield "| ... with the unreadable ones | " + " | ".join(agreement(pairs, more=unreadable) for pairs in both) + " |"
    yield "| without misses over data | " + " | ".join(agreement(pairs, DATA) for pairs in both) + " |"
    wide = DATA + LIBRARIES
    yield "| ... and 42501, libraries | " + " | ".join(agreement(pairs, wide) for pairs in both) + " |"
    counts = [(sum(s and bool(o.server) for o, s in p), sum(bool(o.server) and not s for o, s in p)) for p in both]
    yield "| both refuse | " + " | ".join(str(hit) for hit, _ in counts) + " |"
    yield "| missed | " + " | ".join(str(missed) for _, missed in counts) + " |"
    yield "| false alarms | " + " | ".join(false_alarms(pairs) for pairs in both) + " |"
    same = [sum(bool(o.server) and o.server == s for o, s in ((o, getattr(o, f)) for o in every)) for f in SOURCES]
    yield "| same SQLSTATE where both refuse | " + " | ".join(map(str, same)) + " |"
    yield ""
    roots = [o for o in every if o.root]
    yield f"roots of false alarms (server-guided replay): {len(roots)}, reported {sum(bool(o.reported) for o in roots)}"
    shares = [
        sum(bool(o.said) == bool(o.server) for o in f.outcomes) / len(f.outcomes) * 100
        for f in files
        if len(f.outcomes) >= 20
    ]
    if shares:
        yield f"median of files with 20 statements or more (strict): {median(shares):.1f} %"
    yield "\nMissed by SQLSTATE (strict):\n"
    missed = Counter(o.server for o in refused if not o.said)
    for state, count in missed.most_common():
        example = next(o for o in refused if o.server == state and not o.said)
        yield f"- {state} {count}: {example.file}:{example.line} {example.message}: `{example.sql[:100]}`"
    yield "\nFalse alarms by SQLSTATE (strict; roots in brackets):\n"
    for state, count in Counter(o.said for o in every if o.said and not o.server).most_common():
        yield f"- {state} {count} ({sum(o.root for o in every if o.said == state and not o.server)})"
    crashes = [crash for judged in files for crash in judged.crashes]
    yield f"\nCrashes: {len(crashes)}\n"
    yield from crashes


SOURCES = ("said", "reported")


def agreement(pairs: list[tuple[Outcome, bool]], leaving_out: tuple[str, ...] = (), more: int = 0) -> str:
    """Return the share of statements on which both agree, without misses whose SQLSTATE begins so; `more` are others on
    which both agree."""
    counted = [
        (o, said)
        for o, said in pairs
        if said or not o.server or not leaving_out or not o.server.startswith(leaving_out)
    ]
    right = sum(said == bool(o.server) for o, said in counted)
    total = len(counted) + more
    return f"{(right + more) / max(total, 1) * 100:.2f} % of {total}"


def false_alarms(pairs: list[tuple[Outcome, bool]]) -> str:
    accepted = [said for o, said in pairs if not o.server]
    return f"{sum(accepted)} ({sum(accepted) / max(len(accepted), 1) * 100:.2f} % of {len(accepted)} accepted)"


def lists(files: list[Judged], dest: Path) -> None:
    """Write one line for each false alarm and each missed refusal."""
    false, missed = [], []
    for outcome in (o for judged in files for o in judged.outcomes):
        place = f"{outcome.file}:{outcome.line}"
        if not outcome.server and (outcome.said or outcome.reported):
            kind = "root" if outcome.root else "follows"
            shown = f"reported {outcome.reported}" if outcome.reported else "strict only"
            false.append(f"{place}\t{outcome.said}\t{kind}, {shown}\t{outcome.reason}\t{outcome.sql[:150]}")
        elif outcome.server and not outcome.said:
            missed.append(f"{place}\t{outcome.server}\t{outcome.message}\t{outcome.sql[:150]}")
    dest.mkdir(parents=True, exist_ok=True)
    (dest / "regression-false.txt").write_text("\n".join(false) + "\n", encoding="utf-8")
    (dest / "regression-missed.txt").write_text("\n".join(missed) + "\n", encoding="utf-8")


def main() -> int:
    """Run the program; return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("suite", type=Path)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--lists", type=Path, metavar="DEST", help="a folder for the lists of disagreements")
    parser.add_argument("--only", action="append", metavar="NAME", help="only this file of the suite")
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    if not given.truth.exists():
        given.truth.write_text(json.dumps(ask(given.suite)), encoding="utf-8")
    truth = {name: [tuple(said) for said in each] for name, each in json.loads(given.truth.read_text()).items()}
    names = given.only or sorted(truth)
    with ProcessPoolExecutor(given.workers) as pool:
        files = list(pool.map(partial(judge, given.suite, truth), names))
    print("\n".join(summary(files)))
    if given.lists:
        lists(files, given.lists)
    return 0


if __name__ == "__main__":
    sys.exit(main())
