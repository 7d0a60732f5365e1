"""`miglint constitution`: print the constitution in force, or check it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..output.words import plural
from .shared_options import paths_argument, takes_request, target_options

if TYPE_CHECKING:
    from ..config.settings import Settings
    from ..judge.request import Request
    from ..rule.in_force import RuleInForce


@click.command("constitution")
@paths_argument
@click.option("-f", "--format", "format_", type=click.Choice(["text", "markdown", "html"]), default="text", help="How.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write it to this file.")
@click.option("--constitution", metavar="NAME|FILE", help="Use this preset or file instead of the settings'.")
@click.option("--check", is_flag=True, help="Look for contradictions, expired exceptions and unknown objects.")
@target_options
@takes_request
def command(asked: Request, format_: str, output: Path | None, check: bool) -> None:
    """Print the constitution in force as articles: each rule with its reason, start, exceptions and origin.

    With --check, exit status 1 means: two rules contradict each other, an exception has expired, or an exception names
    an object that doesn't exist after the last migration.

    \b
    Examples:
      miglint constitution
      miglint constitution --format markdown --output constitution.md
      miglint constitution --check
    """
    from ..config.articles import articles
    from ..config.resolve import resolve
    from ..report.constitution_page import render
    from ..rule.registry import load_registry

    settings = asked.settings(asked.start)
    rules = resolve(settings, (), (), load_registry(settings.rule_folders))
    if check:
        problems = list(_problems(asked, settings, rules))
        for problem in problems:
            click.echo(problem)
        click.echo(f"{plural(len(rules), 'rule')}, {plural(len(problems), 'problem')}")
        sys.exit(1 if problems else 0)
    text = render(format_, articles(settings, rules), settings.constitution)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.write_text(text, encoding="utf-8")


def _problems(asked: Request, settings: Settings, rules: Sequence[RuleInForce]) -> Iterator[str]:
    from ..config.articles import aimless, lapsed
    from ..errors import PathError
    from ..judge.request import parse_history, read_histories, replay_history
    from ..report.safe_text import visible

    for one, other in contradictions(rules):
        yield f"{one} and {other} contradict each other: each flags what the other asks for"
    today = (settings.target.now or datetime.now(UTC)).date().isoformat()
    for exception in lapsed(settings, today):
        where = exception.object or exception.file
        yield visible(f"the exception from {exception.rule} for {where} ended on {exception.until}")
    try:
        found = read_histories(asked, settings)
    except PathError:
        return
    for history in found:
        parse_history(history)
    lost = [set(aimless(settings, replay_history(history, settings.target).catalog)) for history in found]
    for exception in settings.exceptions:
        if lost and all(exception in each for each in lost):
            yield visible(f"the exception from {exception.rule} names {exception.object}, which no migration creates")


def contradictions(rules: Sequence[RuleInForce]) -> Iterator[tuple[str, str]]:
    """Return pairs of rules that contradict each other: to fix the one is to break the other.

    Each of the two flags something in the other's Good example that its Bad example doesn't have.
    """
    from ..rule.rule import documentation
    from ..testing import judge_all
    from ..testing.promises import base_of, files_of

    judged = [r.rule for r in rules if r.rule.family() != "engine"]
    breaks: dict[str, set[str]] = {}
    for rule in judged:
        docs = documentation(type(rule))
        good, bad = (
            {(f.rule, f.message) for f in judge_all(judged, files_of(fences), base=base_of(fences))}
            for fences in (docs.good, docs.bad)
        )
        breaks[rule.name] = {name for name, _ in good - bad} - {rule.name} if files_of(docs.good) else set()
    for name, others in sorted(breaks.items()):
        for other in sorted(others):
            if name < other and name in breaks.get(other, ()):
                yield name, other
