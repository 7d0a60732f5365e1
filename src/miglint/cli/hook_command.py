"""`miglint hook`: check a coding agent's tool call before it runs."""

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
@click.option(
    "--select", multiple=True, callback=split_names, metavar="NAMES", help="Run only these rules or families."
)
@click.option("--ignore", multiple=True, callback=split_names, metavar="NAMES", help="Skip these rules or families.")
@click.option("--constitution", metavar="NAME|FILE", help="Use this preset or file instead of the settings'.")
@click.option("--no-local-rules", is_flag=True, help="Don't run rules from the settings' rule-folders.")
@target_options
def command(agent: str, fail_on: str, no_local_rules: bool, **given: Any) -> None:
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
        reason = _reason(fail_on, no_local_rules, given)
    except MiglintError as error:
        say_error(error)
        sys.exit(NOT_JUDGED)
    except Exception as error:
        say_error(MiglintError(f"the call was not checked: {type(error).__name__}: {error}"))
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
    """Return a denial as Claude Code reads it from a PreToolUse hook (code.claude.com/docs/en/hooks)."""
    return {"hookEventName": "PreToolUse", "permissionDecision": "deny", "permissionDecisionReason": reason}
