"""Options that several commands share: facts about the target database, and where the settings are."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


def split_names(_context: click.Context, _option: click.Parameter, value: Any) -> tuple[str, ...] | None:
    """Return the names in comma lists, ("a,b", "c") -> ("a", "b", "c"); None if the option was not given."""
    if not value:
        return None
    given = (value,) if isinstance(value, str) else value
    return tuple(name.strip() for part in given for name in part.split(",") if name.strip())


def parse_time(_context: click.Context, _option: click.Parameter, value: str | None) -> datetime | None:
    """Return an ISO date or time, in UTC if it has no zone."""
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


def paths_argument(command: F) -> F:
    """Add PATHS, any number of them."""
    argument: Callable[[F], F] = click.argument("paths", nargs=-1, type=click.Path())
    return argument(command)


def rules_options(command: F) -> F:
    """Add --select and --ignore."""
    select = click.option(
        "--select", multiple=True, callback=split_names, metavar="NAMES", help="Run only these rules or families."
    )
    ignore = click.option(
        "--ignore", multiple=True, callback=split_names, metavar="NAMES", help="Skip these rules or families."
    )
    return select(ignore(command))


def is_off(_context: click.Context, _option: click.Parameter, value: bool) -> bool:
    """Return the value of the field that --no-x switches off."""
    return not value


def local_rules_option(command: F) -> F:
    """Add --no-local-rules."""
    option: Callable[[F], F] = click.option(
        "--no-local-rules",
        "local_rules",
        is_flag=True,
        callback=is_off,
        help="Don't run rules from the settings' rule-folders.",
    )
    return option(command)


def constitution_option(command: F) -> F:
    """Add --constitution."""
    option: Callable[[F], F] = click.option(
        "--constitution", metavar="NAME|FILE", help="Use this preset or file instead of the settings'."
    )
    return option(command)


def settings_options(command: F) -> F:
    """Add --constitution and --no-local-rules, for commands that use the rules."""
    return constitution_option(local_rules_option(command))


def config_option(command: F) -> F:
    """Add --config alone, for commands that need no facts about the target."""
    option: Callable[[F], F] = click.option(
        "--config", type=click.Path(path_type=Path), metavar="FILE", help="Use this settings file."
    )
    return option(command)


def takes_request(command: Callable[..., Any]) -> Callable[..., Any]:
    """Pass a command its options that are named like fields of Request, as one Request `asked`.

    Options that were not given keep Request's defaults. Standard input is read when the run opens it.
    """

    @wraps(command)
    def filled(**given: Any) -> Any:
        from ..judge.request import Request

        said = {name: given.pop(name) for name in Request.__annotations__ if name in given}
        values = {name: value for name, value in said.items() if value is not None}
        if "-" in values.get("paths", ()):
            values["stdin"] = sys.stdin.buffer.read
        return command(asked=Request(cwd=Path.cwd(), **values), **given)

    return filled
