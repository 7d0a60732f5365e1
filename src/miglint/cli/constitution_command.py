"""`miglint constitution`: read the constitution in force, or check it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..output.words import plural
from .shared_options import request, target_options

if TYPE_CHECKING:
    from ..config.settings import Settings
    from ..judge.run import Request
    from ..rule.in_force import RuleInForce


@click.command("constitution")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("-f", "--format", "format_", type=click.Choice(["text", "markdown", "html"]), default="text", help="How.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Where to write it.")
@click.option("--constitution", metavar="NAME|FILE", help="Another one than the settings'.")
@click.option("--check", is_flag=True, help="Check it: contradictions, expired exceptions, unknown objects.")
@target_options
def command(paths: tuple[str, ...], format_: str, output: Path | None, check: bool, **given: Any) -> None:
    """Print the constitution in force as articles: what is demanded, why, since when, exceptions, where it comes from.

    With --check: exit status 1 where rules pull in opposite directions, an exception's last day is over, or it names
    an object that the migrations don't lead to.
    """
    from ..config.articles import articles
    from ..config.resolve import resolve
    from ..report.constitution_page import render
    from ..rule.registry import load_registry

    asked = request(paths, **given)
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
    from ..judge.run import histories, replay_history
    from ..report.safe_text import visible

    for one, other in contradictions(rules):
        yield f"{one} and {other} pull in opposite directions: each flags what the other calls good"
    today = (settings.target.now or datetime.now(UTC)).date().isoformat()
    for exception in lapsed(settings, today):
        where = exception.object or exception.file
        yield visible(f"the exception of {where} from {exception.rule} ended on {exception.until}")
    try:
        found = histories(asked, settings)
    except PathError:
        return
    lost = [set(aimless(settings, replay_history(history, settings.target).catalog)) for history in found]
    for exception in settings.exceptions:
        if lost and all(exception in each for each in lost):
            yield visible(f"the exception from {exception.rule} names {exception.object}, which no migration makes")


def contradictions(rules: Sequence[RuleInForce]) -> Iterator[tuple[str, str]]:
    """Pairs of rules that pull in opposite directions: each flags something in what the other calls good that is not
    there in what the other calls bad, so that to mend the one is to break the other."""
    from ..rule.rule import documentation
    from ..testing import base_of, files_of, judge_all

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
