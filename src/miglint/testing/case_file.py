"""Case files: histories with the expected findings of a rule, in Markdown (see miglint.testing)."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from ..rule.finding import Finding
from .finding_text import line_of, snapshot_of

_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```[ \t]*$", re.M | re.S)
_HEADING = re.compile(r"^## (.+)$", re.M)
_MARK = re.compile(r"[ \t]*--[ \t]*error:[ \t]*(?P<rules>\[[\w-]+\](?:[ \t]*\[[\w-]+\])*)[ \t]*$")

File = tuple[str, str]
"""(name, text)"""

Block = tuple[int, int]
"""The span of a fence's body in the case file."""


class Mark(NamedTuple):
    """A line of SQL on which a rule finds something: `-- error: [rule]` at its end."""

    file: str
    line: int
    rule: str


@dataclass(frozen=True)
class Case:
    """One history with the findings that a rule must have in it."""

    name: str
    files: tuple[File, ...]
    expected: tuple[str, ...] = ()
    """The lines of the `findings` fence."""
    settings: dict[str, Any] = field(default_factory=dict)
    base: tuple[File, ...] | None = None
    """The files on git's base; None without git."""
    snapshot: str = ""
    """The text of the `snapshot` fence."""
    marks: tuple[Mark, ...] = ()
    findings_block: Block | None = None
    """Where the `findings` fence is; None if there is none."""
    snapshot_block: Block | None = None
    """Where the `snapshot` fence is; None if there is none."""
    sql_blocks: tuple[Block, ...] = ()
    """Where the bodies of the SQL fences are."""

    @property
    def flagged(self) -> bool:
        """Return whether the rule must find something."""
        return bool(self.expected or self.marks or self.snapshot)

    @property
    def marked(self) -> bool:
        """Return whether marks list the expected findings: if there are marks, or no fence does."""
        return bool(self.marks) or (self.findings_block is None and self.snapshot_block is None)


def read_cases(text: str) -> list[Case]:
    """Return the cases of a case file. Raises ValueError for a case without SQL."""
    # Headings inside fences are SQL or TOML comments.
    outside = _FENCE.sub(lambda fence: re.sub(r"[^\n]", " ", fence[0]), text)
    headings = list(_HEADING.finditer(outside))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    return [_case(heading[1].strip(), text, heading.end(), end) for heading, end in zip(headings, ends, strict=True)]


def _case(name: str, text: str, start: int, end: int) -> Case:
    files: list[File] = []
    sql: list[Block] = []
    base: list[File] = []
    settings: dict[str, Any] = {}
    blocks: dict[str, Block] = {}
    for fence in _FENCE.finditer(text, start, end):
        language, _, rest = fence["info"].strip().partition(" ")
        if language == "sql":
            files.append((rest.strip() or default_name(len(files)), fence["body"]))
            sql.append(fence.span("body"))
        elif language == "base":
            base.append((rest.strip(), fence["body"]))
        elif language == "toml":
            try:
                settings = tomllib.loads(fence["body"])
            except tomllib.TOMLDecodeError as error:
                raise ValueError(f"case `{name}`: the toml fence can't be read: {error}") from None
        elif language in ("findings", "snapshot"):
            blocks[language] = fence.span("body")
        else:
            raise ValueError(f"case `{name}`: a fence is sql, base, toml, findings or snapshot, not `{language}`")
    if not files:
        raise ValueError(f"case `{name}` needs SQL")
    findings, snapshot = blocks.get("findings"), blocks.get("snapshot")
    lines = text[slice(*findings)].splitlines() if findings else []
    return Case(
        name,
        tuple(files),
        tuple(line.strip() for line in lines if line.strip()),
        settings,
        tuple(base) or None,
        text[slice(*snapshot)] if snapshot else "",
        tuple(_marks(files)),
        findings,
        snapshot,
        tuple(sql),
    )


def _marks(files: Iterable[File]) -> Iterator[Mark]:
    for name, text in files:
        for number, line in enumerate(text.splitlines(), 1):
            if match := _MARK.search(line):
                yield from (Mark(_bare(name), number, rule) for rule in re.findall(r"[\w-]+", match["rules"]))


def _bare(name: str) -> str:
    return name.rpartition("/")[2]


def default_name(number: int) -> str:
    """Return the name of a file that was given none."""
    return f"202501010000{number:02}_file.sql"


def differences(case: Case, found: Sequence[Finding]) -> list[str]:
    """Return what the case expects and the rule did not find, and the other way round, a line each."""
    wrong: list[str] = []
    if case.findings_block is not None:
        wrong += _compared(case.expected, [line_of(finding) for finding in found])
    if case.marked:
        marks = [f"-- error: [{rule}] at {file}:{line}" for file, line, rule in case.marks]
        wrong += _compared(marks, [f"-- error: [{f.rule}] at {_at(f).file}:{_at(f).line}" for f in found])
    if case.snapshot_block is not None:
        wrong += _compared(case.snapshot.splitlines(), snapshot_of(found).splitlines())
    return wrong


def _compared(expected: Sequence[str], found: Sequence[str]) -> list[str]:
    if list(expected) == list(found):
        return []
    missing, extra = list(expected), list(found)
    for line in expected:
        if line in extra:
            missing.remove(line)
            extra.remove(line)
    wrong = [f"expected  {line}" for line in missing] + [f"found     {line}" for line in extra]
    return wrong or ["the order differs; found:", *found]


def _at(finding: Finding) -> Mark:
    return Mark(finding.place.migration.name, finding.place.start.line, finding.rule)


def rewritten(text: str, found: Sequence[Sequence[Finding]]) -> str:
    """Return a case file that expects these findings, in the order of its cases.

    Fences and marks of a case are rewritten; a case with neither gets marks.
    """
    for case, findings in reversed(list(zip(read_cases(text), found, strict=True))):
        edits: list[tuple[Block, str]] = []
        if case.findings_block:
            edits.append((case.findings_block, "".join(f"{line_of(finding)}\n" for finding in findings)))
        if case.snapshot_block:
            edits.append((case.snapshot_block, snapshot_of(findings)))
        if case.marked:
            marks = [_at(finding) for finding in findings]
            edits += [
                (block, _with_marks(body, [mark for mark in marks if mark.file == _bare(name)]))
                for (name, body), block in zip(case.files, case.sql_blocks, strict=True)
            ]
        for (start, end), new in sorted(edits, reverse=True):
            text = text[:start] + new + text[end:]
    return text


def _with_marks(sql: str, marks: Sequence[Mark]) -> str:
    lines = sql.splitlines(keepends=True)
    for number, line in enumerate(lines, 1):
        bare = line.rstrip("\n")
        rules = " ".join(f"[{mark.rule}]" for mark in marks if mark.line == number)
        lines[number - 1] = _MARK.sub("", bare) + (f"  -- error: {rules}" if rules else "") + line[len(bare) :]
    return "".join(lines)
