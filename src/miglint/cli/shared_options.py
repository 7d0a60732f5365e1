"""Options that several commands share: facts about the target database, and where the settings are."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..errors import UsageError

if TYPE_CHECKING:
    from ..judge.run import Request

F = TypeVar("F", bound=Callable[..., Any])


def split_names(_context: click.Context, _option: click.Parameter, value: Any) -> tuple[str, ...] | None:
    """Return the names in comma lists, ("a,b", "c") -> ("a", "b", "c"); None where the option was not given."""
    if not value:
        return None
    given = (value,) if isinstance(value, str) else value
    return tuple(name.strip() for part in given for name in part.split(",") if name.strip())


def parse_time(_context: click.Context, _option: click.Parameter, value: str | None) -> datetime | None:
    """Return an ISO date or time, in UTC where it has no zone."""
    if value is None:
        return None
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a date or time like 2026-01-31 or 2026-01-31T12:00:00") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def target_options(command: F) -> F:
    """Add the options for facts about the target database, the settings file and the base schema."""
    for option in reversed(
        [
            click.option("--postgres-version", type=int, metavar="N", help="The target's major version  [default: 17]"),
            click.option(
                "--exposed-schemas", callback=split_names, metavar="LIST", help="The schemas that the API exposes."
            ),
            click.option(
                "--default-privileges",
                type=click.Choice(["legacy", "revoked"]),
                help="What the API roles may do with new tables: all, or nothing  [default: revoked]",
            ),
            click.option(
                "--schema",
                multiple=True,
                type=click.Path(path_type=Path),
                metavar="PATH",
                help="Replay this dump or folder before the first migration; repeatable.",
            ),
            click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Use this settings file."),
            click.option("--now", callback=parse_time, metavar="TIME", help="Use this time instead of the clock."),
        ]
    ):
        command = option(command)
    return command


def settings_options(command: F) -> F:
    """Add --constitution and --no-local-rules, for commands that use the rules."""
    local = click.option("--no-local-rules", is_flag=True, help="Don't run rules from the settings' rule-folders.")
    chosen = click.option(
        "--constitution", metavar="NAME|FILE", help="Use this preset or file instead of the settings'."
    )
    return chosen(local(command))


def config_option(command: F) -> F:
    """Add --config alone, for commands that need no facts about the target."""
    option: Callable[[F], F] = click.option(
        "--config", type=click.Path(path_type=Path), metavar="FILE", help="Use this settings file."
    )
    return option(command)


def request(paths: tuple[str, ...], **given: Any) -> Request:
    """Return a request made of what click parsed; options that were not given keep Request's defaults."""
    from ..judge.run import Request

    values = {name: value for name, value in given.items() if value is not None}
    if values.get("stdin_name") and "-" not in paths:
        raise UsageError("--name is the name of standard input, but `-` is not among the paths", "add - to the paths")
    if "-" in paths:
        values["stdin"] = sys.stdin.buffer.read()
    return Request(cwd=Path.cwd(), paths=paths, **values)
