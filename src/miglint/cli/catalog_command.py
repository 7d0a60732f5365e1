"""`miglint catalog`: print the schema that the migrations lead to."""

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
    help="JSON, a dump in SQL, or a diagram of tables and foreign keys.",
)
@target_options
def command(paths: tuple[str, ...], format_: str, **given: Any) -> None:
    """Print the schema that the migrations lead to, without what a fresh project has already.

    PATHS: a folder of migrations, a project's root, or - for standard input. No server is asked and nothing executed.
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
