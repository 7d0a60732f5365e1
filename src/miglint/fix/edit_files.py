"""Findings -> edited texts: fixes are made together, and kept only if the result has fewer findings and no new one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..rule.finding import Finding
from ..syntax.edits import Edit

Key = tuple[str, str]


@dataclass
class Judged:
    """The result of checking a history with some texts changed: findings (without silenced ones), and parse errors."""

    findings: list[Finding]
    problems: int


JudgeTexts = Callable[[Mapping[Path, str]], Judged]
"""Checks a history in which these texts replace files, or are new files."""


@dataclass
class Fixed:
    """The outcome: new texts by file, the findings that are fixed, and those whose fix was refused, with the reason."""

    texts: dict[Path, str] = field(default_factory=dict)
    made: list[Finding] = field(default_factory=list)
    refused: list[tuple[Finding, str]] = field(default_factory=list)
    left: list[Finding] = field(default_factory=list)


def fix(judge: JudgeTexts, wanted: Callable[[Finding], bool]) -> Fixed:
    """Make the fixes of all findings that are `wanted`, until none is left.

    Fixes are tried together; a batch that doesn't help is halved until the culprit is alone and refused. Each fix that
    is kept removes a finding and adds none, so this ends.
    """
    return _Fixing(judge, wanted).run()


class _Fixing:
    """The texts so far and their findings."""

    def __init__(self, judge: JudgeTexts, wanted: Callable[[Finding], bool]) -> None:
        self.judge, self.wanted = judge, wanted
        self.fixed = Fixed()
        self.now = judge({})

    def run(self) -> Fixed:
        while candidates := self._candidates():
            self._make([identity(finding) for finding in candidates])
        self.fixed.left = self.now.findings
        return self.fixed

    def _candidates(self, among: Iterable[tuple[str, ...]] | None = None) -> list[Finding]:
        """Return the findings that can be fixed together now."""
        refused = {identity(finding) for finding, _ in self.fixed.refused}
        named = None if among is None else set(among)
        about = ((finding, identity(finding)) for finding in self.now.findings)
        return self._together(f for f, known in about if known not in refused and (named is None or known in named))

    def _together(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return those of the findings whose fixes are wanted and can be made at once."""
        chosen: list[Finding] = []
        taken: list[Edit] = []
        for finding in findings:
            if finding.fix is None or not self.wanted(finding):
                continue
            edits = finding.fix.edits
            if not any(clash(edit, other) for edit in edits for other in taken):
                chosen.append(finding)
                taken += edits
        return chosen

    def _make(self, identities: Sequence[tuple[str, ...]]) -> None:
        batch = self._candidates(identities)
        if not batch:
            return
        texts, along = self.fixed.texts | edited(batch), []
        known = {identity(finding) for finding in self.now.findings}
        while True:
            after = self.judge(texts)
            why = no_gain(self.now, after, batch)
            # A finding that a fix uncovers may have a fix too.
            more = self._together(f for f in after.findings if identity(f) not in known) if why else []
            if not more:
                break
            known |= {identity(finding) for finding in more}
            along += more
            texts = texts | edited(more)
        if not why:
            self.now, self.fixed.texts = after, texts
            self.fixed.made += batch + along
        elif len(batch) == 1:
            self.fixed.refused.append((batch[0], why))
        else:
            guilty = brought(self.now, after, batch)
            self.fixed.refused += guilty
            named = {id(finding) for finding, _ in guilty}
            rest = [finding for finding in batch if id(finding) not in named]
            # No culprit is known: halve the batch, until one fix is alone.
            middle = len(rest) if guilty else len(rest) // 2
            for part in (rest[:middle], rest[middle:]):
                if part:
                    self._make([identity(finding) for finding in part])


def brought(before: Judged, after: Judged, claimed: Sequence[Finding]) -> list[tuple[Finding, str]]:
    """Return the fixed findings whose table has a new finding afterwards, with the reason; only tables with one fix."""
    was, now = Counter(map(key, before.findings)), Counter(map(key, after.findings))
    fixes = Counter(map(relation_of, claimed))
    new = {relation_of(f): f for f in after.findings if f.object is not None and now[key(f)] > was[key(f)]}
    return [
        (finding, f"it would add {new[relation_of(finding)].rule}: {new[relation_of(finding)].message}")
        for finding in claimed
        if relation_of(finding) in new and fixes[relation_of(finding)] == 1
    ]


def identity(finding: Finding) -> tuple[str, ...]:
    """Return what identifies a finding while texts change."""
    return (*key(finding), finding.message)


def key(finding: Finding) -> Key:
    """Return the key by which findings are counted: the rule, with the object or for files nothing.

    A table counts together with its policies, indexes, constraints and triggers, because a fix may rename those.
    """
    about = finding.object
    if about is not None and about.relation and about.kind != "column":
        return (finding.rule, f"{about.schema}.{about.relation}")
    if about is not None:
        return (finding.rule, f"{about.kind} {about.label}")
    return (finding.rule, "")


def no_gain(before: Judged, after: Judged, claimed: Sequence[Finding]) -> str:
    """Return why a change that should remove the findings `claimed` is no improvement; "" if it is one."""
    if after.problems > before.problems:
        return "the result would not parse"
    was, now = Counter(map(key, before.findings)), Counter(map(key, after.findings))
    uncovered = {(rule, relation_of(f)) for f in claimed if f.remedy for rule in f.remedy.uncovers}
    new = now - was
    first = next((f for f in after.findings if key(f) in new and (f.rule, relation_of(f)) not in uncovered), None)
    if first is not None:
        return f"it would add {first.rule}: {first.message}"
    for about, count in Counter(map(key, claimed)).items():
        if now[about] > was[about] - count:
            return f"it would not fix {about[0]}"
    return ""


def relation_of(finding: Finding) -> tuple[str | None, str | None]:
    """Return the table or view that a finding is about."""
    about = finding.object
    return (about.schema, about.relation) if about else (None, None)


def edited(findings: Iterable[Finding]) -> dict[Path, str]:
    """Return the texts of the files that the findings' fixes change."""
    by_file: dict[Path, list[Edit]] = {}
    texts: dict[Path, str] = {}
    for finding in findings:
        for edit in finding.fix.edits if finding.fix else ():
            path = edit.migration.path
            texts[path] = edit.migration.text
            edits = by_file.setdefault(path, [])
            if edit not in edits:
                edits.append(edit)
    return {path: with_edits(texts[path], edits) for path, edits in by_file.items()}


def with_edits(text: str, edits: Iterable[Edit]) -> str:
    """Return a text with edits applied that don't clash; insertions at one place keep the order of the edits."""
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])


def clash(one: Edit, other: Edit) -> bool:
    """Return whether two edits can't be made together: they overlap, or insert different words at one place."""
    if one.migration.path != other.migration.path or one == other:
        return False
    if one.start == other.start and one.end == other.end == one.start:
        return not (_whole_lines(one.text) and _whole_lines(other.text))
    return (one.start < other.end and other.start < one.end) or one.start == other.start


def _whole_lines(text: str) -> bool:
    return text.startswith(("\n", "\r\n")) or text.endswith("\n")
