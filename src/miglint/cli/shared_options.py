"""Options that several commands share: facts about the target, and where the settings are."""

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
    """Comma lists, also repeated: ("a,b", "c") -> ("a", "b", "c"); None where the option was not given."""
    if not value:
        return None
    given = (value,) if isinstance(value, str) else value
    return tuple(name.strip() for part in given for name in part.split(",") if name.strip())


def parse_time(_context: click.Context, _option: click.Parameter, value: str | None) -> datetime | None:
    """An ISO date or time; without a zone it is UTC."""
    if value is None:
        return None
    try:
        time = datetime.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a date or time like 2026-01-31 or 2026-01-31T12:00:00") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def target_options(command: F) -> F:
    """Facts about the database that the migrations are for, the settings file, and the base schema."""
    for option in reversed(
        [
            click.option(
                "--postgres-version", type=int, metavar="N", help="Major version of the target  [default: 17]"
            ),
            click.option(
                "--exposed-schemas", callback=split_names, metavar="LIST", help="Schemas that the API serves."
            ),
            click.option(
                "--default-privileges",
                type=click.Choice(["legacy", "revoked"]),
                help="What new tables give the API roles by themselves  [default: revoked]",
            ),
            click.option(
                "--schema",
                multiple=True,
                type=click.Path(path_type=Path),
                metavar="PATH",
                help="A dump or folder replayed before the first migration; may be repeated.",
            ),
            click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="The settings file to use."),
            click.option(
                "--now", callback=parse_time, metavar="TIME", help="The time to judge by, instead of the clock."
            ),
        ]
    ):
        command = option(command)
    return command


def settings_options(command: F) -> F:
    """--constitution and --no-local-rules, for commands that speak of the rules."""
    local = click.option("--no-local-rules", is_flag=True, help="Don't run rules from folders that the settings name.")
    chosen = click.option("--constitution", metavar="NAME|FILE", help="A preset or file in place of the settings' own.")
    return chosen(local(command))


def config_option(command: F) -> F:
    """--config alone, for commands to which facts about the target mean nothing."""
    option: Callable[[F], F] = click.option(
        "--config", type=click.Path(path_type=Path), metavar="FILE", help="The settings file to use."
    )
    return option(command)


def request(paths: tuple[str, ...], **given: Any) -> Request:
    """A request from what click parsed; names that mean "not given" are left to Request's defaults."""
    from ..judge.run import Request

    values = {name: value for name, value in given.items() if value is not None}
    if values.get("stdin_name") and "-" not in paths:
        raise UsageError("--name names standard input, and no `-` says that there is any", "add - to the paths")
    if "-" in paths:
        values["stdin"] = sys.stdin.buffer.read()
    return Request(cwd=Path.cwd(), paths=paths, **values)
