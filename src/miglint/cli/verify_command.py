"""`miglint verify`: apply the migrations to a throw-away PostgreSQL and compare."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import MiglintError
from ..judge.result import Result
from ..report import FORMATS, render
from ..rule.finding import Severity
from . import say_error
from .shared_options import constitution_option, paths_argument, takes_request, target_options

if TYPE_CHECKING:
    from ..judge.request import Request
    from ..syntax.source import Migration


@click.command("verify")
@paths_argument
@click.option("-f", "--format", "format_", type=click.Choice(FORMATS), default="text", help="Report format.")
@click.option("--db-url", metavar="URL", help="Use this server, as a superuser, instead of starting one.")
@constitution_option
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note", "never"]),
    default="error",
    help="Exit with 1 from this severity on.",
)
@target_options
@takes_request
def command(asked: Request, format_: str, db_url: str | None, fail_on: str) -> None:
    """Apply the migrations to a throw-away database, and report what PostgreSQL refuses or has otherwise.

    The database starts like a new Supabase project. miglint starts and stops a server for it: the one of pip install
    'miglint[verify]', a `postgres` on the PATH, or the one in the folder MIGLINT_PGBIN. On the server of --db-url it
    creates databases, drops them, and touches no other.

    \b
    Examples:
      miglint verify
      miglint verify --format json
    """
    started = time.perf_counter()
    try:
        from ..judge.request import open_project
        from ..judge.verify_run import verify_project

        result = verify_project(open_project(asked), db_url, _say, _progress())
    except MiglintError as error:
        if format_ != "json":
            raise
        result = Result(errors=[error])
    result.seconds = time.perf_counter() - started
    terminal = sys.stdout.isatty()
    text = render(format_, result, cwd=Path.cwd(), color=format_ == "text" and terminal, terminal=terminal)
    sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
    sys.stdout.flush()
    for each in result.errors:
        say_error(each)
    sys.exit(result.status(None if fail_on == "never" else Severity(fail_on)))


def _progress() -> Callable[[Migration, int], None]:
    """Return a function that shows the progress on one line of stderr; it does nothing without a terminal."""
    if not sys.stderr.isatty():
        return lambda *_: None
    done = 0

    def step(migration: Migration, count: int) -> None:
        nonlocal done
        done += 1
        line = f"miglint: {done}/{count} {migration.name}"[:79]
        end = "\r" if done < count else "\r\x1b[K"
        sys.stderr.write(f"\r\x1b[K{line}{end}")
        sys.stderr.flush()

    return step


def _say(text: str) -> None:
    from ..report.safe_text import visible

    click.echo(f"miglint: {visible(text)}", err=True)
