"""`miglint check`: check migrations and report findings."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import MiglintError, PathError, UsageError
from ..judge.result import Result
from ..record import replace
from ..report import FORMATS, render
from ..rule.finding import Severity
from . import say_error
from .shared_options import (
    constitution_option,
    is_off,
    local_rules_option,
    paths_argument,
    rules_options,
    takes_request,
    target_options,
)

if TYPE_CHECKING:
    from ..judge.request import Request


@click.command("check")
@paths_argument
@click.option("-f", "--format", "format_", type=click.Choice(FORMATS), default="text", help="Report format.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write the report to this file.")
@rules_options
@click.option("--style", is_flag=True, default=None, help="Check layout and capitals too (sqlfluff).")
@constitution_option
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note", "never"]),
    default="error",
    help="Exit with 1 from this severity on.",
)
@click.option("--since", metavar="REF", help="Report only what is new since this git ref; auto: CI's base.")
@click.option("--staged", is_flag=True, help="Report only what the staged files add; unstaged edits are ignored.")
@click.option(
    "--accepted",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Use this accepted list instead of the settings'.",
)
@click.option(
    "--all", "everything", is_flag=True, help="Show every finding, except those silenced by comments or exceptions."
)
@click.option(
    "--no-ignores", "ignores", is_flag=True, callback=is_off, help="Show what comments and exceptions silence, too."
)
@click.option("--include-suppressed", is_flag=True, help="SARIF: include silenced findings.")
@local_rules_option
@click.option("--no-cache", "cache", is_flag=True, callback=is_off, help="Neither read nor write the cache.")
@click.option("--watch", "watching", is_flag=True, help="Keep running, and check again when a file is saved.")
@click.option("--name", "stdin_name", metavar="NAME", help="The file name of standard input (-).")
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", help="Colours in text reports."
)
@click.option("--traceback", is_flag=True, help="Show the whole traceback where a rule, or miglint itself, fails.")
@target_options
@takes_request
def command(
    asked: Request,
    format_: str,
    output: Path | None,
    fail_on: str,
    include_suppressed: bool,
    watching: bool,
    color: str,
    traceback: bool,
) -> None:
    """Check migrations and report findings.

    PATHS: files, folders, a project's root, or - for standard input. Default: supabase/migrations, else migrations,
    here or in a folder above, up to the git root. The whole folder is always read; PATHS only narrow what is reported.

    Exit status: 0 no finding at or above --fail-on, 1 findings, 2 miglint failed.

    \b
    Examples:
      miglint check
      miglint check supabase/migrations/20260112140000_add_deals.sql
      miglint check --since main --format github
      echo "create table t (id int)" | miglint check -
    """

    from ..project.git import git_root

    def show(result: Result) -> int:
        terminal = output is None and sys.stdout.isatty()
        text = render(
            format_,
            result,
            cwd=Path.cwd(),
            root=git_root(result.folders[0]) if result.folders else None,
            color=format_ == "text" and _colored(color, terminal),
            terminal=terminal,
            full=asked.everything,
            include_suppressed=include_suppressed,
        )
        _write(text, output)
        for failure in result.errors:
            say_error(failure, traceback)
        return result.status(None if fail_on == "never" else Severity(fail_on))

    started = time.perf_counter()
    try:
        asked = replace(asked, fixes=format_ in ("json", "sarif"))
        if watching:
            if "-" in asked.paths:
                raise UsageError("standard input can't be watched", "Name the file, or leave --watch out.")
            from .watch_loop import watch

            sys.exit(watch(asked, show))
        from ..judge.run import run

        result = run(asked)
    except MiglintError as error:
        if format_ != "json":
            raise
        result = Result(errors=[error])
    result.seconds = time.perf_counter() - started
    sys.exit(show(result))


def _colored(choice: str, terminal: bool) -> bool:
    """Return whether to use colours. Without --color, NO_COLOR and FORCE_COLOR decide, unless empty (no-color.org)."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return terminal and os.environ.get("TERM") != "dumb"


def _write(text: str, output: Path | None) -> None:
    data = text.encode("utf-8", "surrogateescape")
    if output is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
        return
    try:
        output.write_bytes(data)
    except OSError as error:
        raise PathError(f"can't write {output}: {error.strerror}", "Name a file in a folder that exists.") from None
