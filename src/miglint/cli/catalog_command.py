"""`miglint catalog`: print the schema that the migrations create."""

from __future__ import annotations

from typing import Any

import click

from .shared_options import request, target_options


@click.command("catalog")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(["json", "sql", "mermaid"]),
    default="json",
    help="JSON, SQL statements, or a diagram of tables and foreign keys.",
)
@target_options
def command(paths: tuple[str, ...], format_: str, **given: Any) -> None:
    """Print the schema that the migrations create, without what a fresh project already has.

    PATHS: a migrations folder, a project's root, or - for standard input. Needs no server and executes nothing.

    \b
    Examples:
      miglint catalog
      miglint catalog --format sql
      miglint catalog supabase/migrations --format mermaid
    """
    from ..judge.run import only_history, parse_history, replay_history

    asked = request(paths, **given)
    history, settings = only_history(asked)
    parse_history(history)
    replay = replay_history(history, settings.target)
    text: str
    match format_:
        case "sql":
            from ..export import catalog_sql

            text = catalog_sql.render(replay)
        case "mermaid":
            from ..export import catalog_mermaid

            text = catalog_mermaid.render(replay)
        case _:
            from ..export import catalog_json

            text = catalog_json.render(replay, asked.cwd)
    click.echo(text.encode("utf-8", "backslashreplace"), nl=False)
