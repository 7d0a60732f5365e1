"""`miglint hook`: check a coding agent's tool call before it runs."""

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
"""A hook that exits with 2 blocks the call. A failure of miglint must not block it: 1 is shown and ignored."""


class Hook(click.Command):
    """A command that exits with 1 for wrong arguments too, so that they block nothing."""

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
    help="Deny calls from this severity on.",
)
@rules_options
@constitution_option
@local_rules_option
@target_options
@takes_request
def command(asked: Request, agent: str, fail_on: str) -> None:
    """Read a PreToolUse event from standard input, and deny a call that breaks the constitution.

    Checked are apply_migration and execute_sql (DDL only) of any MCP server, as the next migration, and files in the
    migrations folder that Write, Edit and MultiEdit are about to change. Prints nothing if the call may run. A failure
    of miglint is printed to stderr and blocks nothing (exit status 1).

    \b
    Example:
      echo '{"tool_name": "mcp__supabase__execute_sql", "tool_input": {"query": "drop table deals"}}' \\
        | miglint hook claude-code
    """
    try:
        reason = _reason(replace(asked, cache=True, style=False), fail_on)
    except MiglintError as error:
        say_error(error)
        sys.exit(NOT_JUDGED)
    except Exception as error:
        say_error(MiglintError(f"the call was not checked: {type(error).__name__}: {error}"))
        sys.exit(NOT_JUDGED)
    if reason is not None:
        click.echo(json.dumps({"hookSpecificOutput": _denied(reason)}))


def _reason(asked: Request, fail_on: str) -> str | None:
    from ..agent.tool_calls import answer, read_event
    from ..rule.finding import Severity

    event = read_event(sys.stdin.buffer.read(), Path.cwd())
    return answer(event, asked, Severity(fail_on))


def _denied(reason: str) -> dict[str, str]:
    """Return a denial as Claude Code reads it from a PreToolUse hook (code.claude.com/docs/en/hooks)."""
    return {"hookEventName": "PreToolUse", "permissionDecision": "deny", "permissionDecisionReason": reason}
