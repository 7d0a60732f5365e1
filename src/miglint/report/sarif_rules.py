"""A rule as SARIF describes it: texts, tags, and how much its findings matter."""

from __future__ import annotations

from typing import Any

from ..rule.finding import Severity
from ..rule.in_force import RuleInForce
from ..rule.rule import Documentation, documentation, options_of
from .summary import SECURITY, article, first_sentence, rule_page, sentence

_SECURITY_SEVERITY = {Severity.ERROR: "8.0", Severity.WARNING: "5.5", Severity.NOTE: "2.0", Severity.OFF: "2.0"}
_PROBLEM_SEVERITY = {Severity.ERROR: "error", Severity.WARNING: "warning"}
_LIMIT = 1000
"""GitHub takes descriptions of up to 1024 characters."""


def described(in_force: RuleInForce) -> dict[str, Any]:
    """Return the reportingDescriptor of a rule, with its documentation as help."""
    rule, kind = in_force.rule, type(in_force.rule)
    texts, family = documentation(kind), rule.family()
    summary = texts.summary or rule.name
    tags = dict.fromkeys(["migrations", family, str(rule.kind)])
    if family in SECURITY:
        tags["security"] = None
    properties: dict[str, Any] = {
        "tags": list(tags),
        "precision": "high",
        "problem.severity": _PROBLEM_SEVERITY.get(in_force.severity, "recommendation"),
    }
    if family in SECURITY:
        properties["security-severity"] = _SECURITY_SEVERITY[in_force.severity]
    level = "none" if in_force.severity is Severity.OFF else in_force.severity.value
    descriptor = {
        "id": rule.name,
        "name": kind.__name__,
        "shortDescription": {"text": sentence(summary)[:_LIMIT]},
        "fullDescription": {"text": sentence(_full(in_force, texts, summary))[:_LIMIT]},
        "help": {"text": _help(in_force, texts, summary, marked=False), "markdown": _help(in_force, texts, summary)},
        "helpUri": rule_page(rule),
        "defaultConfiguration": {"level": level},
        "properties": properties,
    }
    return {key: value for key, value in descriptor.items() if value is not None}


def _full(in_force: RuleInForce, texts: Documentation, summary: str) -> str:
    reason = in_force.because or first_sentence(texts.why)
    return f"{sentence(summary)} {reason}" if reason else summary


def _help(in_force: RuleInForce, texts: Documentation, summary: str, marked: bool = True) -> str:
    """Return the rule's page: the sections of its documentation, then its options. `marked` keeps the Markdown."""
    parts = [sentence(summary)]
    if said := article(in_force):
        parts.append(f"**Article:** {said}" if marked else f"Article: {said}")
    if in_force.because:
        parts.append(f"**Here:** {in_force.because}" if marked else f"Here: {in_force.because}")
    for title, body in texts.sections.items():
        heading = f"## {title}" if marked else f"{title}:"
        text = body if marked else "\n".join(line for line in body.splitlines() if not line.startswith("```"))
        parts.append(f"{heading}\n\n{text}")
    if options := options_of(type(in_force.rule)):
        lines = [f"- `{each.name}`: {each.help}" for each in options]
        text = "\n".join(lines) if marked else "\n".join(lines).replace("`", "")
        parts.append(f"{'## Options' if marked else 'Options:'}\n\n{text}")
    return "\n\n".join(parts)
