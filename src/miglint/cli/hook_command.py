"""`miglint hook`: a coding agent's tool call is judged before it happens."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from ..errors import MiglintError
from . import say_error
from .shared_options import request, split_names, target_options

AGENTS = ("claude-code",)
NOT_JUDGED = 1
"""A hook's exit status 2 means to block. Whatever goes wrong in here must not, so it is 1: shown, and passed over."""


class Hook(click.Command):
    """A command whose misuse, too, blocks nothing."""

    def make_context(self, *arguments: Any, **extra: Any) -> click.Context:
        try:
            return super().make_context(*arguments, **extra)
        except click.UsageError as error:
            error.show()
            raise click.exceptions.Exit(NOT_JUDGED) from None


@click.command("hook", cls=Hook)
@click.argument("agent", type=click.Choice(AGENTS))
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note"]),
    default="error",
    help="The least severity for which a call is denied.",
)
@click.option("--select", multiple=True, callback=split_names, metavar="NAMES", help="Only these rules or families.")
@click.option("--ignore", multiple=True, callback=split_names, metavar="NAMES", help="Not these rules or families.")
@click.option("--constitution", metavar="NAME|FILE", help="A preset or file in place of the settings' own.")
@click.option("--no-local-rules", is_flag=True, help="Don't run rules from folders that the settings name.")
@target_options
def command(agent: str, fail_on: str, no_local_rules: bool, **given: Any) -> None:
    """Read a PreToolUse event on standard input and deny a call that breaks the constitution.

    Judged are the tools apply_migration and execute_sql (DDL only) of any MCP server, as the next migration, and files
    that Write, Edit and MultiEdit are about to change below the migrations folder. Nothing is printed where there is
    nothing to say against it. Whatever goes wrong is said on standard error and blocks nothing (exit status 1).
    """
    try:
        reason = _reason(fail_on, no_local_rules, given)
    except MiglintError as error:
        say_error(error)
        sys.exit(NOT_JUDGED)
    except Exception as error:
        say_error(MiglintError(f"the call was not judged: {type(error).__name__}: {error}"))
        sys.exit(NOT_JUDGED)
    if reason is not None:
        click.echo(json.dumps({"hookSpecificOutput": _denied(reason)}))


def _reason(fail_on: str, no_local_rules: bool, given: dict[str, Any]) -> str | None:
    from ..agent.tool_calls import answer, read_event
    from ..rule.finding import Severity

    event = read_event(sys.stdin.buffer.read(), Path.cwd())
    return answer(
        event, request((), cache=True, local_rules=not no_local_rules, style=False, **given), Severity(fail_on)
    )


def _denied(reason: str) -> dict[str, str]:
    """Claude Code's answer of a PreToolUse hook (code.claude.com/docs/en/hooks)."""
    return {"hookEventName": "PreToolUse", "permissionDecision": "deny", "permissionDecisionReason": reason}
