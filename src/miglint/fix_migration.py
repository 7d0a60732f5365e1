"""Debt -> one new migration: the remedies of findings in files that can't change, in order, each under its rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .finding import Finding
from .fix import Judge, Judged, key, no_gain

ORDER = ("functions", "types", "columns", "views", "rls", "grants", "keys", "constraints", "indexes")
"""The families in the order of their remedies: what is looked at before who may look, locks on tables last."""

CAUTION = "-- Read this before you apply it: the migrations so far don't say that it is meant."


@dataclass
class Written:
    """The migration's text ("" where nothing is left), the findings that it settles, and those left out, with why."""

    text: str = ""
    settled: list[Finding] = field(default_factory=list)
    refused: list[tuple[Finding, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Titles:
    """What the comments say: the file's head, each rule's summary, each rule's family."""

    header: str
    summaries: Mapping[str, str]
    families: Mapping[str, str]


def write(judge: Judge, path: Path, findings: Sequence[Finding], titles: Titles) -> Written:
    """The migration at `path` that settles `findings`, its effect replayed: what it claims is gone, and nothing new.

    A remedy whose statement brings a finding, or that doesn't take its own away, is left out, and it says why.
    """
    before = judge({})
    written = Written()
    chosen = list(findings)
    while chosen:
        text, spans = compose(chosen, titles)
        after = judge({path: text})
        if not (why := no_gain(before, after, chosen)):
            written.text, written.settled = text, chosen
            break
        culprits = _culprits(before, after, chosen, path, spans)
        if not culprits:
            written.refused += [(finding, why) for finding in chosen]
            break
        written.refused += culprits
        names = {id(finding) for finding, _ in culprits}
        chosen = [finding for finding in chosen if id(finding) not in names]
    return written


def compose(findings: Iterable[Finding], titles: Titles) -> tuple[str, list[tuple[int, Finding]]]:
    """The text, and where in it each finding's statements begin. Statements that several rules ask for stand once."""
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
    for (_, _, rule), remedies in sorted(blocks.items()):
        summary = titles.summaries.get(rule, "")
        text += f"\n-- {rule}{': ' + summary if summary else ''}\n"
        for statements, owning in remedies.items():
            if others := sorted({finding.rule for finding in owning} - {rule}):
                text += f"-- also {', '.join(others)}\n"
            if not all(finding.remedy and finding.remedy.safe for finding in owning):
                text += CAUTION + "\n"
            starts += [(len(text), finding) for finding in owning]
            text += "".join(f"{statement}\n" for statement in statements)
    return text, starts


def _culprits(
    before: Judged, after: Judged, chosen: Sequence[Finding], path: Path, starts: Sequence[tuple[int, Finding]]
) -> list[tuple[Finding, str]]:
    """The findings whose remedy brings something new, or about whose object there is something new, or which stay."""
    was = [key(finding) for finding in before.findings]
    found: dict[int, tuple[Finding, str]] = {}
    for new in after.findings:
        about = key(new)
        if about in was:
            was.remove(about)
            continue
        why = f"it would bring {new.rule}: {new.message}"
        if new.place.migration.path == path:
            begun = [(at, finding) for at, finding in starts if at <= new.place.span.start]
            last = max((at for at, _ in begun), default=-1)
            owners = [finding for at, finding in begun if at == last]
        else:
            owners = [finding for finding in chosen if finding.object and finding.object == new.object]
        found.update((id(finding), (finding, why)) for finding in owners)
    if not found:
        remaining = {key(finding) for finding in after.findings}
        for finding in chosen:
            if key(finding) in remaining:
                found[id(finding)] = (finding, f"it would not silence {finding.rule}")
    return list(found.values())
