"""`miglint catalog`: print the schema that the migrations create."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .shared_options import paths_argument, takes_request, target_options

if TYPE_CHECKING:
    from ..judge.request import Request


@click.command("catalog")
@paths_argument
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(["json", "sql", "mermaid"]),
    default="json",
    help="JSON, SQL statements, or a diagram of tables and foreign keys.",
)
@target_options
@takes_request
def command(asked: Request, format_: str) -> None:
    """Print the schema that the migrations create, without what a fresh project already has.

    PATHS: a migrations folder, a project's root, or - for standard input. Needs no server and executes nothing.

    \b
    Examples:
      miglint catalog
      miglint catalog --format sql
      miglint catalog supabase/migrations --format mermaid
    """
    from ..judge.request import open_project, replay_history

    project = open_project(asked)
    replay = replay_history(project.the_history(), project.settings.target)
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
