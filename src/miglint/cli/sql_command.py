"""`miglint sql`: query the replayed catalog."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ..output.words import plural
from .shared_options import paths_argument, takes_request, target_options

if TYPE_CHECKING:
    from ..export.sqlite_database import QueryAnswer
    from ..judge.request import Request


@click.command("sql")
@click.argument("query")
@paths_argument
@click.option("-f", "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="Output format.")
@target_options
@takes_request
def command(asked: Request, query: str, format_: str) -> None:
    """Run one SELECT over the schema that the migrations create.

    The tables are the lists of `miglint catalog --format json`, plus `migrations` and `statements`.

    \b
    Examples:
      miglint sql "select schema, name from tables where not rls_enabled"
      miglint sql "select name, type from columns where type = 'jsonb'" --format json
    """
    from ..export.sqlite_database import CatalogDatabase
    from ..judge.request import open_project, replay_history

    project = open_project(asked)
    history, target = project.the_history(), project.settings.target
    replay = replay_history(history, target)
    database = CatalogDatabase(replay.catalog, replay.start, target.revoked, history.migrations)
    answer = database.ask(query)
    if format_ == "json":
        from ..output.json_text import to_json

        click.echo(to_json([dict(zip(answer.columns, row, strict=True)) for row in answer.rows]), nl=False)
    elif sys.stdout.isatty():
        _table(answer)
    else:
        click.echo(plain(answer), nl=False)


def plain(answer: QueryAnswer) -> str:
    """Return the rows as aligned columns, for pipes."""
    from ..report.safe_text import visible

    lines = [answer.columns, *(tuple("" if v is None else visible(str(v)) for v in row) for row in answer.rows)]
    widths = [max(len(line[n]) for line in lines) for n in range(len(answer.columns))]
    lines.insert(1, tuple("-" * width for width in widths))
    return "".join("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)).rstrip() + "\n" for line in lines)


def _table(answer: QueryAnswer) -> None:
    """Print a table that fits the terminal."""
    from rich.box import SIMPLE
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from ..report.safe_text import visible

    table = Table(box=SIMPLE)
    for column in answer.columns:
        table.add_column(Text(column), overflow="fold")
    for row in answer.rows:
        table.add_row(*(Text("" if value is None else visible(str(value))) for value in row))
    console = Console(markup=False, highlight=False, emoji=False)
    console.print(table)
    console.print(plural(len(answer.rows), "row"))
