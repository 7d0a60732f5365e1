"""The command line: `miglint PATHS` checks, other commands are named. Each command's module loads when it runs."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from ..errors import MiglintError, UsageError, did_you_mean
from ..version import __version__

DEFAULT_COMMAND = "check"
COMMANDS = {
    "check": "Judge migrations; the command that runs where none is named.",
    "fix": "Mend what can be mended: in files not applied yet, or by one new migration.",
    "fmt": "Lay migrations out: white space and capitals, nothing else.",
    "hook": "Judge what a coding agent is about to do to the database.",
    "new": "Begin a migration: the right name, the constitution's header.",
    "init": "Begin: write the settings, the accepted list, a workflow or hook.",
    "why": "Say which rules look at an object or a line, and what holds each finding back.",
    "accept": "Write the list of findings that the team lives with.",
    "catalog": "Print the schema that the migrations lead to.",
    "sql": "Ask that schema a question in SQL.",
    "verify": "Apply the migrations to a throw-away database and compare.",
    "constitution": "Print the constitution in force as articles, or check it.",
    "rules": "List every rule.",
    "explain": "Say what a rule is about: why, bad, good, options, presets.",
    "test": "Run the examples and cases of rules of your own.",
    "new-rule": "Write a rule and its cases, to begin with.",
    "config": "Print the settings in force, or the schema of the settings file.",
}
"""The commands and their one line of help; `miglint.cli.NAME_command:command` runs."""


class Commands(click.Group):
    """A group that imports a command when it is asked for, and takes arguments without a command for `check`'s."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        from importlib import import_module

        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"miglint.cli.{cmd_name.replace('-', '_')}_command").command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = args[0] if args else ""
        if first in COMMANDS or first in ("--help", "-h", "--version"):
            return super().parse_args(ctx, args)
        _refuse_typo(first)
        return super().parse_args(ctx, [DEFAULT_COMMAND, *args])

    def __call__(self, *args: Any, **extra: Any) -> NoReturn:
        """The process's own run. It is short and its trees are no garbage: collecting them costs more than they take,
        and taking them apart in the end a tenth of the run."""
        gc.disable()
        try:
            self.main(*args, **extra)
        except SystemExit as left:
            if args or extra:
                raise
            atexit._run_exitfuncs()
            try:
                sys.stdout.flush()
                sys.stderr.flush()
            except OSError:
                raise left from None
            os._exit(left.code if isinstance(left.code, int) else 0)

    def main(self, args: Sequence[str] | None = None, *_: Any, **extra: Any) -> NoReturn:
        """Run, and leave with 0, 1 or 2: what went wrong in miglint itself never looks like findings (1)."""
        extra = {"prog_name": "miglint", **extra, "standalone_mode": False}
        words = list(sys.argv[1:] if args is None else args)
        try:
            status = super().main(args, **extra)
        except MiglintError as error:
            say_error(error)
            status = 2
        except click.UsageError as error:
            _fail(_told(error), words)
            status = 2
        except click.exceptions.Abort:
            status = 130
        except click.ClickException as error:
            error.show()
            status = 2
        except Exception as error:
            import traceback

            from ..urls import REPOSITORY

            traceback.print_exc()
            what = f"miglint itself failed: {type(error).__name__}"
            _fail(MiglintError(what, f"please report it with the lines above: {REPOSITORY}/issues"), words)
            status = 2
        sys.exit(status if isinstance(status, int) else 0)


def say_error(error: MiglintError, details: bool = False) -> None:
    """Print an error and its hint to standard error, one line each; with `details` its traceback before them."""
    from ..report.safe_text import visible

    for line in error.details.splitlines() if details else ():
        click.echo(visible(line), err=True)
    click.echo(f"miglint: error: {visible(error.message)}", err=True)
    if error.hint:
        click.echo(f"  hint: {visible(error.hint)}", err=True)


def _fail(error: MiglintError, words: Sequence[str]) -> None:
    """Print an error that came before or outside of the report; who asked for JSON reads JSON all the same."""
    asked = " ".join(words).replace("=", " ")
    if "--format json" in asked or "-f json" in asked or "-fjson" in words:
        from ..judge.result import Result
        from ..report import render

        click.echo(render("json", Result(errors=[error]), cwd=Path.cwd()), nl=False)
    say_error(error)


def _told(error: click.UsageError) -> MiglintError:
    """An error of click's as one line and a hint."""
    command = error.ctx.command_path if error.ctx else "miglint"
    message = error.format_message().rstrip(".")
    return UsageError(message[:1].lower() + message[1:], f"{command} --help tells what there is")


def _refuse_typo(word: str) -> None:
    """A word that is no path but nearly a command is a misspelt command."""
    if word and not word.startswith("-") and word.isidentifier() and not Path(word).exists():
        hint = did_you_mean(word, COMMANDS)
        if hint:
            raise UsageError(f"there is no command and no file or folder `{word}`", hint)


def _print_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if not asked or ctx.resilient_parsing:
        return
    import platform

    import pglast

    grammar = pglast.get_postgresql_version()[0]
    parser = str(pglast.__version__).removeprefix("v")
    click.echo(
        f"miglint {__version__} (pglast {parser}, PostgreSQL {grammar} grammar, Python {platform.python_version()})"
    )
    ctx.exit()


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="`miglint PATHS` is `miglint check PATHS`; `miglint check --help` tells its options.",
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Show the version."
)
def main() -> None:
    """The linter that knows your schema.

    Replays the SQL migrations of a PostgreSQL or Supabase project, in order and without a server, and judges each step
    and the schema that results.
    """
