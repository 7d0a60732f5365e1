"""`miglint hook`: a coding agent's tool call is judged before it happens."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import MiglintError
from ..record import replace
from . import say_error
from .shared_options import constitution_option, local_rules_option, rules_options, takes_request, target_options

if TYPE_CHECKING:
    from ..judge.request import Request

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
@rules_options
@constitution_option
@local_rules_option
@target_options
@takes_request
def command(asked: Request, agent: str, fail_on: str) -> None:
    """Read a PreToolUse event on standard input and deny a call that breaks the constitution.

    Judged are the tools apply_migration and execute_sql (DDL only) of any MCP server, as the next migration, and files
    that Write, Edit and MultiEdit are about to change below the migrations folder. Nothing is printed where there is
    nothing to say against it. Whatever goes wrong is said on standard error and blocks nothing (exit status 1).
    """
    try:
        reason = _reason(replace(asked, cache=True, style=False), fail_on)
    except MiglintError as error:
        say_error(error)
        sys.exit(NOT_JUDGED)
    except Exception as error:
        say_error(MiglintError(f"the call was not judged: {type(error).__name__}: {error}"))
        sys.exit(NOT_JUDGED)
    if reason is not None:
        click.echo(json.dumps({"hookSpecificOutput": _denied(reason)}))


def _reason(asked: Request, fail_on: str) -> str | None:
    from ..agent.tool_calls import answer, read_event
    from ..rule.finding import Severity

    event = read_event(sys.stdin.buffer.read(), Path.cwd())
    return answer(event, asked, Severity(fail_on))


def _denied(reason: str) -> dict[str, str]:
    """Claude Code's answer of a PreToolUse hook (code.claude.com/docs/en/hooks)."""
    return {"hookEventName": "PreToolUse", "permissionDecision": "deny", "permissionDecisionReason": reason}
