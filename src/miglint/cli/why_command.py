"""`miglint why`: which rules look at an object or a line, what they find, and what holds each finding back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..record import replace
from ..report.entry import place_of
from ..report.safe_text import visible
from .shared_options import constitution_option, local_rules_option, paths_argument, takes_request, target_options

if TYPE_CHECKING:
    from ..explain.why import Explanation
    from ..judge.request import Request
    from ..judge.result import Reported


@click.command()
@click.argument("subject", metavar="OBJECT|FILE:LINE")
@paths_argument
@click.option("--accepted", type=click.Path(path_type=Path), metavar="FILE", help="The list, not the settings' own.")
@constitution_option
@local_rules_option
@target_options
@takes_request
def command(asked: Request, subject: str) -> None:
    """Say why there is a finding about an object or a line, or why there is none.

    Names the rules that look there, what they find, and what holds each finding back: an option, a rule that is off,
    an exception, a comment, the accepted list, applied-until, or something that the replay can't know.
    """
    from ..explain.why import why

    file = subject.rpartition(":")[0]
    if not asked.paths and file and (asked.cwd / file).is_file():
        asked = replace(asked, paths=(file,))
    answer = why(asked, subject)
    for line in _lines(answer):
        click.echo(visible(line))


def _lines(answer: Explanation) -> Iterator[str]:
    cwd = Path.cwd()
    begins = f", first touched at {place_of(answer.at, cwd)}" if answer.at else ""
    yield f"{answer.subject}{begins}"
    looking = len({*answer.state, *answer.every, *answer.files, *answer.steps})
    yield f"looked: {looking} rule{'s' * (looking != 1)}; {len(answer.off)} are off"
    for where, names in (
        ("the state", answer.state),
        ("every statement or file", answer.every),
        ("the files' names and order", answer.files),
    ):
        if names:
            yield f"  at {where}: {', '.join(names)}"
    for name, places in answer.steps.items():
        more = f" and {len(places) - 3} more" if len(places) > 3 else ""
        yield f"  at what a statement does: {name} ({', '.join(place_of(p, cwd) for p in places[:3])}{more})"
    if not answer.findings:
        yield "found: nothing"
    for reported in answer.findings:
        yield from _finding(reported, cwd)
    if answer.assumed is not None:
        yield f"unknown: no migration creates it; it is assumed since {place_of(answer.assumed, cwd)}"
    for unknown in answer.unknown:
        place = place_of(unknown.statement.visible.place(), cwd)
        yield f"unknown: its {unknown.aspect}, since {place}: {unknown.reason}; rules say nothing about that"


def _finding(reported: Reported, cwd: Path) -> Iterator[str]:
    yield ""
    yield f"{reported.severity.value}[{reported.finding.rule}]: {reported.finding.message}"
    yield f"  --> {place_of(reported.finding.place, cwd)}"
    yield f"  held back by {reported.held_by}" if reported.held_by else "  shown"
