"""The command line: `miglint PATHS` is `miglint check PATHS`. A command's module is imported when the command runs."""

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
    "check": "Check migrations and report findings (the default command).",
    "fix": "Write fixes into files that are not applied yet, or into one new migration.",
    "fmt": "Format migrations that are not applied yet: whitespace and capitals only.",
    "hook": "Check a coding agent's tool call before it runs.",
    "new": "Create a migration file with the right name and header.",
    "init": "Set miglint up: settings, accepted list, CI workflow, git hook.",
    "why": "Explain why an object or a line has findings, or why it has none.",
    "accept": "Write the list of accepted findings.",
    "catalog": "Print the schema that the migrations create.",
    "sql": "Query that schema with SQL.",
    "verify": "Apply the migrations to a throw-away PostgreSQL and compare.",
    "constitution": "Print the constitution in force, or check it.",
    "rules": "List all rules.",
    "explain": "Explain a rule: why, bad and good SQL, options, presets.",
    "test": "Run the examples and cases of your own rules.",
    "new-rule": "Create a rule with its cases.",
    "config": "Print the settings in force, or the settings file's JSON schema.",
}
"""Each command and its line of help; `miglint.cli.NAME_command:command` runs it."""


class Commands(click.Group):
    """A group that imports a command when it runs, and passes arguments without a command to `check`."""

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
        """Run as the whole process, without the garbage collector: a run is short, and its trees live to the end of it.

        Leaving without freeing them saves a tenth of the run.
        """
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
        """Run, and exit with 0, 1 or 2: a failure of miglint itself (2) never looks like findings (1)."""
        extra = {"prog_name": "miglint", **extra, "standalone_mode": False}
        words = list(sys.argv[1:] if args is None else args)
        try:
            status = super().main(args, **extra)
        except MiglintError as error:
            say_error(error)
            status = 2
        except click.UsageError as error:
            _fail(_usage_error(error), words)
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
            _fail(MiglintError(what, f"please report it with the traceback above: {REPOSITORY}/issues"), words)
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
    """Print an error raised before there was a report; with --format json it goes to stdout as JSON too."""
    asked = " ".join(words).replace("=", " ")
    if "--format json" in asked or "-f json" in asked or "-fjson" in words:
        from ..judge.result import Result
        from ..report import render

        click.echo(render("json", Result(errors=[error]), cwd=Path.cwd()), nl=False)
    say_error(error)


def _usage_error(error: click.UsageError) -> MiglintError:
    """Return an error of click as one line and a hint."""
    command = error.ctx.command_path if error.ctx else "miglint"
    message = error.format_message().rstrip(".")
    return UsageError(message[:1].lower() + message[1:], f"{command} --help lists the options")


def _refuse_typo(word: str) -> None:
    """Raise UsageError for a word that isn't a path but nearly a command."""
    if word and not word.startswith("-") and word.isidentifier() and not Path(word).exists():
        hint = did_you_mean(word, COMMANDS)
        if hint:
            raise UsageError(f"no command, file or folder named `{word}`", hint)


def _print_version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if not asked or ctx.resilient_parsing:
        return
    import platform

    from ..syntax.libpg_query import pglast

    grammar = pglast.get_postgresql_version()[0]
    parser = str(pglast.__version__).removeprefix("v")
    click.echo(
        f"miglint {__version__} (pglast {parser}, PostgreSQL {grammar} grammar, Python {platform.python_version()})"
    )
    ctx.exit()


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="`miglint PATHS` is short for `miglint check PATHS`; `miglint COMMAND --help` lists options and examples.",
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Print the version."
)
def main() -> None:
    """The linter that knows your schema.

    Replays the SQL migrations of a PostgreSQL or Supabase project in order, without a server, and checks each statement
    and the resulting schema.

    \b
    Examples:
      miglint
      miglint supabase/migrations --since main
      miglint explain missing-grant
    """
