"""The promises of every rule: it is documented, and its examples behave as the documentation says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache

from ..rule.registry import load_registry
from ..rule.rule import HOOKS, Documentation, Rule, documentation, hooks, options_of
from . import judge, judge_all
from .case_file import File, default_name
from .finding_text import line_of

_SOURCE = re.compile(r"[a-z][a-z0-9_-]*:\S+")


def broken_promises(rule: type[Rule]) -> Iterator[str]:
    """Return the promises that a rule breaks, one sentence each."""
    name, docs = rule.rule_name(), documentation(rule)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", name):
        yield f"the name `{name}` is not kebab case of two words or more"
    if name.partition("-")[0] in ("no", "ban", "require", "avoid", "prefer", "use", "disallow", "enforce", "check"):
        yield f"the name `{name}` is an order; name the thing that is bad"
    yield from _broken_in_docs(docs)
    for source in rule.sources:
        if not _SOURCE.fullmatch(source):
            yield f"the source `{source}` is not spelled tool:id"
    for option in options_of(rule):
        if not option.help:
            yield f"option `{option.name}` has no help"
    if not hooks(rule) and rule.header is Rule.header and rule.family() != "engine":
        yield f"it overrides no hook ({', '.join(HOOKS)}), so it is never asked"
    yield from broken_examples(rule)


def _broken_in_docs(docs: Documentation) -> Iterator[str]:
    if not docs.summary.endswith(".") or docs.summary.count(". "):
        yield "the docstring does not begin with one sentence that ends in a full stop"
    for section in ("Why", "Bad", "Good"):
        if not docs.sections.get(section):
            yield f"the docstring has no section `## {section}`"
    for section in docs.sections:
        if section not in ("Why", "Bad", "Good", "Fix safety", "Limits", "References"):
            yield (
                f"the docstring has an unknown section `## {section}`; "
                "allowed are Why, Bad, Good, Fix safety, Limits, References"
            )


def broken_examples(rule: type[Rule]) -> Iterator[str]:
    """Return what is wrong with a rule's Bad and Good examples: each a sentence."""
    docs = documentation(rule)
    bad, good = files_of(docs.bad), files_of(docs.good)
    if not bad or not good:
        # The engine's own rules describe in prose what no example can show (files that aren't text, rules that crash).
        if rule.family() != "engine" or not docs.bad or not docs.good:
            yield "Bad and Good need SQL"
        return
    try:
        instance = rule()
    except TypeError as error:
        yield f"the rule can't be made with its defaults: {error}"
        return
    if not rule.needs_server and not judge(instance, bad, None, base_of(docs.bad), _applied_until(docs.bad)):
        yield "the Bad example is not flagged"
    if found := judge(instance, good, None, base_of(docs.good), _applied_until(docs.good)):
        yield f"the Good example is flagged: {line_of(found[0])}"
    if rule.family() != "engine":
        for section, files in (("Bad", bad), ("Good", good)):
            for finding in (f for f in judge_all(_sound(), files) if f.rule != rule.rule_name()):
                yield f"the {section} example isn't a valid migration: {finding.rule}: {finding.message}"


@cache
def _sound() -> tuple[Rule, ...]:
    """Return the engine's rules that report whether a history can be read, followed and applied from its beginning."""
    rules = load_registry(entry_points=False)
    return tuple(rules.rule(name)() for name in rules.families["engine"] if hooks(rules.rule(name)))


def files_of(fences: Sequence[tuple[str, str]]) -> list[File]:
    """Return the SQL fences of a section of a rule's docstring as the files of one history, in their order."""
    found: list[File] = []
    for info, body in fences:
        language, _, name = info.partition(" ")
        if language == "sql":
            found.append((name.strip() or default_name(len(found)), body))
    return found


def base_of(fences: Sequence[tuple[str, str]]) -> list[File] | None:
    """Return the files of git's base in a section of a rule's docstring; None if it has none."""
    return [(info.partition(" ")[2], body) for info, body in fences if info.startswith("base ")] or None


def _applied_until(fences: Sequence[tuple[str, str]]) -> str | None:
    said = (tomllib.loads(body).get("applied-until") for info, body in fences if info == "toml")
    return next(said, None)
