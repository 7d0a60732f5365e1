"""`miglint why`: explain why an object or a line has findings, or why it has none."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..output.words import listed, plural
from ..report.entry import place_of
from ..report.safe_text import visible
from .shared_options import request, target_options

if TYPE_CHECKING:
    from ..explain.why import Answer, Held


@click.command()
@click.argument("subject", metavar="OBJECT|FILE:LINE")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option(
    "--accepted", type=click.Path(path_type=Path), metavar="FILE", help="Use this list instead of the settings'."
)
@click.option("--constitution", metavar="NAME|FILE", help="Use this preset or file instead of the settings'.")
@click.option("--no-local-rules", is_flag=True, help="Don't run rules from the settings' rule-folders.")
@target_options
def command(subject: str, paths: tuple[str, ...], no_local_rules: bool, **given: Any) -> None:
    """Explain why an object or a line has findings, or why it has none.

    Lists the rules that check it, their findings, and what holds each finding back: an option, a rule that is off, an
    exception, a comment, the accepted list, applied-until, or something that the replay can't know.

    \b
    Examples:
      miglint why public.deals
      miglint why supabase/migrations/20260112140000_add_deals.sql:17
    """
    from ..explain.why import why

    file = subject.rpartition(":")[0]
    if not paths and file and (Path.cwd() / file).is_file():
        paths = (file,)
    answer = why(request(paths, local_rules=not no_local_rules, **given), subject)
    for line in _lines(answer):
        click.echo(visible(line))


def _lines(answer: Answer) -> Iterator[str]:
    cwd = Path.cwd()
    begins = f", first touched at {place_of(answer.at, cwd)}" if answer.at else ""
    yield f"{answer.subject}{begins}"
    looking = len({*answer.state, *answer.every, *answer.files, *answer.steps})
    yield f"checked by {plural(looking, 'rule')}; {plural(len(answer.off), 'rule')} off"
    for where, names in (
        ("final schema", answer.state),
        ("every statement or file", answer.every),
        ("file names and order", answer.files),
    ):
        if names:
            yield f"  {where}: {', '.join(names)}"
    for name, places in answer.steps.items():
        yield f"  statements: {name} ({listed([place_of(place, cwd) for place in places], 3)})"
    if not answer.findings:
        yield "no findings"
    for held in answer.findings:
        yield from _finding(held, cwd)
    if answer.assumed is not None:
        yield f"unknown: no migration creates it; miglint assumes it exists since {place_of(answer.assumed, cwd)}"
    for unknown in answer.unknown:
        place = place_of(unknown.statement.visible.place(), cwd)
        yield f"unknown: its {unknown.aspect}, since {place}: {unknown.reason}; rules report nothing about that"


def _finding(held: Held, cwd: Path) -> Iterator[str]:
    reported = held.reported
    yield ""
    yield f"{reported.severity.value}[{reported.finding.rule}]: {reported.finding.message}"
    yield f"  --> {place_of(reported.finding.place, cwd)}"
    yield f"  held back by {held.by}" if held.by else "  shown"
