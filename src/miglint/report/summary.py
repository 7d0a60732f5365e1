"""What all reports for people say alike: counts, groups by rule, what was left out, and why a rule is there."""

from __future__ import annotations

import re
from collections import Counter

from ..judge.result import Reported, Result
from ..output.words import plural, with_article
from ..record import Draft, fresh
from ..rule.finding import Finding, Kind, Severity
from ..rule.in_force import RuleInForce
from ..rule.registry import BUILTIN
from ..rule.rule import Rule, documentation
from ..urls import rule_url

SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTE)

KINDS = {
    Kind.APPLY: "the migration fails, or leaves less behind than it says",
    Kind.HAZARD: "happens while the file runs; once applied it is over",
    Kind.DEBT: "true of the schema now; a new migration mends it",
    Kind.HISTORY: "the files themselves: names, order, versions",
    Kind.STYLE: "how it is written",
}
"""The kinds of rules in the order in which reports name them, and what each means to the reader."""

SECURITY = frozenset({"rls", "grants", "views", "functions"})
"""The families whose findings are about who may read and write what."""


class Group(Draft):
    """The findings of one rule that are shown, in their order."""

    in_force: RuleInForce
    findings: list[Reported] = fresh(factory=list)

    @property
    def name(self) -> str:
        return self.in_force.name

    @property
    def severity(self) -> Severity:
        return self.in_force.severity

    @property
    def kind(self) -> Kind:
        return self.in_force.rule.kind


def groups(result: Result) -> list[Group]:
    """The findings that are shown, by rule: worst first, then in the order of their first place."""
    found: dict[tuple[str, Severity], Group] = {}
    for reported in result.shown:
        key = (reported.finding.rule, reported.severity)
        if key not in found:
            found[key] = Group(reported.in_force)
        found[key].findings.append(reported)
    return sorted(found.values(), key=lambda group: group.severity.rank)


def counts(result: Result) -> str:
    """ "2 errors, 1 warning", leaving out what there is none of; "no findings" where there is nothing."""
    parts = [plural(number, severity.value) for severity in SEVERITIES if (number := result.count(severity))]
    return ", ".join(parts) or "no findings"


def headline(result: Result) -> str:
    """ "2 errors, 1 warning in 1 of 2 migrations"."""
    touched = len({migration.path for migration in {reported.migration for reported in result.shown}})
    if not touched:
        return f"{counts(result)} in {plural(result.files, 'migration')}"
    if touched >= result.files:
        return f"{counts(result)} in {plural(touched, 'migration')}"
    return f"{counts(result)} in {touched} of {plural(result.files, 'migration')}"


def judged(result: Result) -> str:
    """ "23 migrations, 812 statements, 20 rules, postgres 17"; "nothing new" where all is applied or unchanged."""
    if not result.files and result.context_files:
        return f"nothing new, {plural(len(result.rules), 'rule')}, postgres {result.postgres_version}"
    return ", ".join(
        (
            plural(result.files, "migration"),
            plural(result.statements, "statement"),
            plural(len(result.rules), "rule"),
            f"postgres {result.postgres_version}",
        )
    )


def is_clean(result: Result) -> bool:
    """Whether there is nothing to show."""
    return not result.errors and not any(True for _ in result.shown)


def context(result: Result) -> int:
    """How many migrations were read and not asked about."""
    return result.context_files - result.files - result.applied


def count_of(result: Result, kind: Kind) -> int:
    """How many of the findings shown are of a kind."""
    return sum(1 for reported in result.shown if reported.in_force.rule.kind is kind)


def left_out(result: Result) -> list[str]:
    """What was found or read and is not shown, each with its count and reason."""
    silenced = Counter(f.suppression.by for f in result.findings if f.suppression is not None)
    parts = [f"{count} {reason}" for reason, count in sorted(result.held_back.items()) if count]
    parts += [f"{count} silenced by {with_article(by)}" for by, count in sorted(silenced.items())]
    return parts


def constitution(result: Result) -> str:
    """The presets in force as "atomic + supabase"."""
    return " + ".join(result.constitution) or "no preset"


def other_presets(result: Result) -> str:
    """Return the names of the presets that could be chosen instead."""
    from ..config.constitutions import preset_files  # a report needs it only where no constitution was chosen

    return ", ".join(name for name in preset_files() if name not in result.constitution)


def not_chosen(result: Result) -> str:
    """Return " (the default; others: ...)" where no constitution was chosen, else ""."""
    if result.configured:
        return ""
    reason = "the default" if result.has_settings else "no settings found"
    return f" ({reason}; others: {other_presets(result)})"


def rule_page(rule: Rule) -> str | None:
    """The address of a rule's documentation; a team's own rules have none."""
    return rule_url(rule.name) if type(rule).__module__.startswith(f"{BUILTIN}.") else None


def why(in_force: RuleInForce) -> str:
    """The team's own reason, else the first sentence of the rule's documentation on why it is there."""
    return in_force.because or first_sentence(documentation(type(in_force.rule)).why)


def first_sentence(text: str) -> str:
    """The first sentence of a text in Markdown, as one line."""
    paragraph = " ".join(text.split("\n\n", 1)[0].split())
    for end in re.finditer(r"(?<!\.)[.!?](?=\s+[\"'`(*]*[A-Z])", paragraph):
        if paragraph.count("`", 0, end.start()) % 2 == 0:  # not inside code
            return paragraph[: end.end()]
    return paragraph


def sentence(text: str) -> str:
    """A text that ends as sentences do, or as SQL does."""
    return text if text.endswith((".", "!", "?", ";", ":", "…")) else f"{text}."


def in_one(finding: Finding, in_force: RuleInForce) -> str:
    """Message, advice and the team's article as one text whose first sentence is the message."""
    says = f"({article(in_force)})" if in_force.article or in_force.link else ""
    return " ".join(filter(None, (sentence(finding.message), finding.help, says)))


def article(in_force: RuleInForce) -> str:
    """What the team calls the rule in its own constitution, and where that stands: "DB-007, https://..."."""
    return ", ".join(filter(None, (in_force.article, in_force.link)))


def subject(reported: Reported) -> str:
    """What a finding is about in a few words: its object, else its message."""
    reference = reported.finding.object
    return reported.finding.message if reference is None else reference.label
