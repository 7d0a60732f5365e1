"""Debt -> one new migration: the remedies of findings in files that can't change, in order, each under its rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ..rule.finding import Finding
from .edit_files import Judged, JudgeTexts, identity, key, no_gain, relation_of

ORDER = ("functions", "types", "columns", "views", "rls", "grants", "keys", "constraints", "indexes")
"""The families in the order of their remedies: objects before privileges, table locks last."""

ROUNDS = 4
"""How often the findings that remedies add are themselves remedied."""

CAUTION = "-- Read this before you apply it: it changes behaviour, and the migrations so far don't ask for it."


@dataclass
class Written:
    """The migration's text ("" if nothing is left), the findings that it fixes, and those left out, with the reason."""

    text: str = ""
    settled: list[Finding] = field(default_factory=list)
    refused: list[tuple[Finding, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Titles:
    """The texts of the comments: the file's header, each rule's summary, each rule's family."""

    header: str
    summaries: Mapping[str, str]
    families: Mapping[str, str]


def write(
    judge: JudgeTexts,
    path: Path,
    findings: Sequence[Finding],
    titles: Titles,
    wanted: Callable[[Finding], bool] = bool,
) -> Written:
    """Return the migration at `path` that fixes `findings`; a replay proves that it fixes them and adds none.

    A remedy that adds a finding, or doesn't remove its own, is left out with the reason. If the added finding has a
    remedy that is `wanted`, that remedy is taken in too.
    """
    return _Writing(judge, path, titles, wanted).run(findings)


class _Writing:
    """The remedies kept so far, and those that they need."""

    def __init__(self, judge: JudgeTexts, path: Path, titles: Titles, wanted: Callable[[Finding], bool]) -> None:
        self.judge, self.path, self.titles, self.wanted = judge, path, titles, wanted
        self.written = Written()
        self.along: list[Finding] = []
        self.before = judge({})

    def run(self, findings: Sequence[Finding]) -> Written:
        bare = self.judge({self.path: f"{self.titles.header}\nSELECT 1;\n"})
        if why := no_gain(self.before, bare, []):
            # Any file with this name at this place has the finding: no remedy can help.
            self.written.refused = [(finding, why) for finding in findings]
        elif findings:
            self._try(findings)
        return self.written

    def _try(self, part: Sequence[Finding]) -> None:
        """Keep a part of the remedies, or halve it until the culprit is alone."""
        kept, along = self.written.settled, list(self.along)
        for _ in range(ROUNDS):
            text, spans = compose([*kept, *part, *along], self.titles)
            after = self.judge({self.path: text})
            why = no_gain(self.before, after, [*kept, *part])
            if not why:
                self.written.text, self.written.settled, self.along = text, [*kept, *part], along
                return
            new = _new(self.before, after)
            known = {identity(finding) for finding in (*self.before.findings, *along)}
            others = (f for f in after.findings if f.remedy and self.wanted(f) and identity(f) not in known)
            more = [f for f in others if f.remedy and f.remedy.statements]
            if not more:
                break
            along += more
        if len(part) == 1:
            self.written.refused.append((part[0], why))
            return
        guilty = _culprits(new, after, part, self.path, spans)
        names = {id(finding) for finding, _ in guilty}
        rest = [finding for finding in part if id(finding) not in names]
        if guilty:
            if rest:
                self._try(rest)
            remedies = Counter(relation_of(finding) for finding in part)
            for finding, why in guilty:
                # Any of several remedies of one table may be the culprit.
                if remedies[relation_of(finding)] == 1:
                    self.written.refused.append((finding, why))
                else:
                    self._try([finding])
            return
        middle = len(part) // 2
        self._try(part[:middle])
        self._try(part[middle:])


def compose(findings: Iterable[Finding], titles: Titles) -> tuple[str, list[tuple[int, Finding]]]:
    """Return the text, and where in it each finding's statements begin. Statements of several rules appear once."""
    blocks: dict[tuple[int, str, str], dict[tuple[str, ...], list[Finding]]] = {}
    owners: dict[tuple[str, ...], tuple[int, str, str]] = {}
    for finding in findings:
        assert finding.remedy is not None
        family = titles.families.get(finding.rule, "")
        place = ORDER.index(family) if family in ORDER else len(ORDER)
        block = owners.setdefault(finding.remedy.statements, (place, family, finding.rule))
        blocks.setdefault(block, {}).setdefault(finding.remedy.statements, []).append(finding)
    text = titles.header
    starts: list[tuple[int, Finding]] = []
    said: set[str] = set()
    for (_, _, rule), remedies in sorted(blocks.items()):
        summary = titles.summaries.get(rule, "")
        text += f"\n-- {rule}{': ' + summary if summary else ''}\n"
        unsafe = {statements for statements, owning in remedies.items() if not all(map(_is_safe, owning))}
        for statements, owning in sorted(remedies.items(), key=lambda item: item[0] in unsafe):
            if unsafe and statements in unsafe:
                text += CAUTION + "\n"
                unsafe.clear()  # one caution for all that follow
            if others := sorted({finding.rule for finding in owning} - {rule}):
                text += f"-- also {', '.join(others)}\n"
            text += "".join(
                f"-- Rollback: {undo}\n" for undo in sorted({f.remedy.undo for f in owning if f.remedy}) if undo
            )
            starts += [(len(text), finding) for finding in owning]
            text += "".join(f"{statement}\n" for statement in statements if statement not in said)
            said.update(statements)
    return text, starts


def _is_safe(finding: Finding) -> bool:
    return finding.remedy is not None and finding.remedy.safe


def _new(before: Judged, after: Judged) -> list[Finding]:
    """Return the findings that are new."""
    more = Counter(map(key, after.findings)) - Counter(map(key, before.findings))
    known = Counter(map(identity, before.findings))
    found = []
    for finding in after.findings:
        if known[identity(finding)]:
            known[identity(finding)] -= 1
        elif more[key(finding)]:
            more[key(finding)] -= 1
            found.append(finding)
    return found


def _culprits(
    new: Sequence[Finding], after: Judged, part: Sequence[Finding], path: Path, starts: Sequence[tuple[int, Finding]]
) -> list[tuple[Finding, str]]:
    """Return the findings whose remedy, or the only remedy of whose object, adds a finding; or which remain."""
    found: dict[int, tuple[Finding, str]] = {}
    for finding in new:
        owners = []
        if finding.place.migration.path == path:
            begun = [(at, each) for at, each in starts if at <= finding.place.span.start]
            last = max((at for at, _ in begun), default=-1)
            owners = [each for at, each in begun if at == last]
        if not any(each is owner for each in part for owner in owners):
            owners = [each for each in part if each.object and each.object == finding.object]
        why = f"it would add {finding.rule}: {finding.message}"
        found.update((id(each), (each, why)) for each in owners if any(each is mine for mine in part))
    if not found and not new:
        left = {identity(finding) for finding in after.findings}
        for finding in part:
            if identity(finding) in left:
                found[id(finding)] = (finding, f"it would not fix {finding.rule}")
    return list(found.values())
