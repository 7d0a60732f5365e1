"""What all reports for people share: counts, groups by rule, what was left out, and why a rule exists."""

from __future__ import annotations

import re
from collections import Counter

from ..judge.result import Reported, Result
from ..output.words import plural, with_article
from ..record import Draft, field
from ..rule.finding import Finding, Kind, Severity
from ..rule.in_force import RuleInForce
from ..rule.registry import BUILTIN
from ..rule.rule import Rule, documentation
from ..urls import rule_url

SEVERITIES = (Severity.ERROR, Severity.WARNING, Severity.NOTE)

KINDS = {
    Kind.APPLY: "the migration fails, or does less than it says",
    Kind.HAZARD: "matters only while the file runs",
    Kind.DEBT: "true of the schema today; a new migration fixes it",
    Kind.HISTORY: "the files themselves: names, order, versions",
    Kind.STYLE: "how it is written",
    Kind.ENGINE: "what miglint could not follow, and what its comments and lists say for nothing",
}
"""The kinds of rules in the order of the reports, and what each means to the reader."""

SECURITY = frozenset({"rls", "grants", "views", "functions"})
"""The families about access: who may read and write what."""


class Group(Draft):
    """The shown findings of one rule, in their order."""

    in_force: RuleInForce
    findings: list[Reported] = field(default_factory=list)

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
    """Return the shown findings by rule: worst first, then in the order of their first place."""
    found: dict[tuple[str, Severity], Group] = {}
    for reported in result.shown:
        key = (reported.finding.rule, reported.severity)
        if key not in found:
            found[key] = Group(reported.in_force)
        found[key].findings.append(reported)
    return sorted(found.values(), key=lambda group: group.severity.rank)


def counts(result: Result) -> str:
    """Return "2 errors, 1 warning", without severities that have none; "no findings" for none at all."""
    parts = [plural(number, severity.value) for severity in SEVERITIES if (number := result.count(severity))]
    return ", ".join(parts) or "no findings"


def headline(result: Result) -> str:
    """Return "2 errors, 1 warning in 1 of 2 migrations"."""
    touched = len({migration.path for migration in {reported.migration for reported in result.shown}})
    if not touched:
        return f"{counts(result)} in {plural(result.files, 'migration')}"
    if touched >= result.files:
        return f"{counts(result)} in {plural(touched, 'migration')}"
    return f"{counts(result)} in {touched} of {plural(result.files, 'migration')}"


def judged(result: Result) -> str:
    """Return "23 migrations, 812 statements, 20 rules, postgres 17"; "nothing new" if all is applied or unchanged."""
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
    """Return whether there is nothing to show."""
    return not result.errors and not any(True for _ in result.shown)


def context(result: Result) -> int:
    """Return how many migrations were only read as context."""
    return result.context_files - result.files - result.applied


def count_of(result: Result, kind: Kind) -> int:
    """Return how many of the shown findings are of a kind."""
    return sum(1 for reported in result.shown if reported.in_force.rule.kind is kind)


def left_out(result: Result) -> list[str]:
    """Return what isn't shown, each with its count and reason: "3 silenced by a comment"."""
    silenced = Counter(f.suppression.by for f in result.findings if f.suppression is not None)
    parts = [f"{count} {reason}" for reason, count in sorted(result.held_back.items()) if count]
    parts += [f"{count} silenced by {with_article(by)}" for by, count in sorted(silenced.items())]
    return parts


def constitution(result: Result) -> str:
    """Return the constitutions in force as "atomic + supabase"."""
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
    """Return the address of a rule's page; None for a team's own rules."""
    return rule_url(rule.name) if type(rule).__module__.startswith(f"{BUILTIN}.") else None


def why(in_force: RuleInForce) -> str:
    """Return the team's reason for the rule, else the first sentence of its section Why."""
    return in_force.because or first_sentence(documentation(type(in_force.rule)).why)


def first_sentence(text: str) -> str:
    """Return the first sentence of a Markdown text, as one line."""
    paragraph = " ".join(text.split("\n\n", 1)[0].split())
    for end in re.finditer(r"(?<!\.)[.!?](?=\s+[\"'`(*]*[A-Z])", paragraph):
        if paragraph.count("`", 0, end.start()) % 2 == 0:  # not inside code
            return paragraph[: end.end()]
    return paragraph


def sentence(text: str) -> str:
    """Return the text with a full stop, unless it ends like a sentence or like SQL."""
    return text if text.endswith((".", "!", "?", ";", ":", "…")) else f"{text}."


def in_one(finding: Finding, in_force: RuleInForce) -> str:
    """Return message, advice and the team's article as one text that begins with the message."""
    says = f"({article(in_force)})" if in_force.article or in_force.link else ""
    return " ".join(filter(None, (sentence(finding.message), finding.help, says)))


def article(in_force: RuleInForce) -> str:
    """Return the team's own number and link for the rule: "DB-007, https://..."; "" for none."""
    return ", ".join(filter(None, (in_force.article, in_force.link)))


def subject(reported: Reported) -> str:
    """Return what a finding is about in a few words: its object, else its message."""
    reference = reported.finding.object
    return reported.finding.message if reference is None else reference.label
