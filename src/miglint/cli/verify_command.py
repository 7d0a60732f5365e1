"""`miglint verify`: apply the migrations to a throw-away PostgreSQL and compare."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import MiglintError
from ..judge.result import Result
from ..report import FORMATS, render
from ..rule.finding import Severity
from . import say_error
from .shared_options import request, target_options

if TYPE_CHECKING:
    from ..config.settings import Settings
    from ..judge.run import Request
    from ..rule.history import History
    from ..syntax.source import Migration


@click.command("verify")
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("-f", "--format", "format_", type=click.Choice(FORMATS), default="text", help="Report format.")
@click.option("--db-url", metavar="URL", help="Use this server, as a superuser, instead of starting one.")
@click.option("--constitution", metavar="NAME|FILE", help="Use this preset or file instead of the settings'.")
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "note", "never"]),
    default="error",
    help="Exit with 1 from this severity on.",
)
@target_options
def command(paths: tuple[str, ...], format_: str, db_url: str | None, fail_on: str, **given: Any) -> None:
    """Apply the migrations to a throw-away database, and report what PostgreSQL refuses or has otherwise.

    The database starts like a new Supabase project. miglint starts and stops a server for it: the one of pip install
    'miglint[verify]', a `postgres` on the PATH, or the one in the folder MIGLINT_PGBIN. On the server of --db-url it
    creates databases, drops them, and touches no other.

    \b
    Examples:
      miglint verify
      miglint verify --format json
    """
    started = time.perf_counter()
    try:
        asked = request(paths, **given)
        from ..judge.run import only_history

        history, settings = only_history(asked)
        result = judge(history, settings, asked, db_url)
    except MiglintError as error:
        if format_ != "json":
            raise
        result = Result(errors=[error])
    result.seconds = time.perf_counter() - started
    terminal = sys.stdout.isatty()
    text = render(format_, result, cwd=Path.cwd(), color=format_ == "text" and terminal, terminal=terminal)
    sys.stdout.buffer.write(text.encode("utf-8", "surrogateescape"))
    sys.stdout.flush()
    for each in result.errors:
        say_error(each)
    sys.exit(result.status(None if fail_on == "never" else Severity(fail_on)))


def judge(history: History, settings: Settings, asked: Request, db_url: str | None) -> Result:
    """Run the history on a server, and turn what it says into a result."""
    from ..config.resolve import resolve
    from ..export import catalog_json
    from ..judge.run import stamp
    from ..rule.registry import load_registry
    from ..verify import bench
    from ..verify.server_findings import drift, refusals

    files = [*history.before, *history.migrations]
    if not history.migrations:
        raise MiglintError("there are no migrations to verify")
    with bench(settings.target, db_url) as prepared:
        _say(f"using PostgreSQL {prepared.version}" + ("" if db_url else ", started for this run"))
        if prepared.version != settings.target.postgres_version:
            _say(f"the project uses PostgreSQL {settings.target.postgres_version}, which may behave differently")
        verified = prepared.run(history, _progress(files))
    for statement in verified.applied.left_out:
        place = statement.place()
        _say(f"skipped, because it affects more than the database: {place.migration.name}:{place.start.line}")
    rules = resolve(
        settings, ("refused-by-server", "catalog-drift"), (), load_registry(local=False, entry_points=False)
    )
    found = [*refusals(verified), *drift(verified, catalog_json.document(verified.replay, asked.cwd), files)]
    order = {migration.path: number for number, migration in enumerate(files)}
    found.sort(key=lambda f: (order[f.place.migration.path], f.place.span, f.rule, f.message))
    return Result(
        findings=stamp(found, rules),
        rules=rules,
        folders=[history.folder],
        files=len(files),
        context_files=len(files),
        statements=sum(len(migration.statements) for migration in files),
        constitution=settings.constitution,
        configured=settings.configured,
        has_settings=settings.path is not None,
        postgres_version=verified.version,
    )


def _progress(files: list[Migration]) -> Callable[[Migration], None]:
    """Return a function that shows the progress on one line of stderr; it does nothing without a terminal."""
    if not sys.stderr.isatty():
        return lambda _: None
    done = 0

    def step(migration: Migration) -> None:
        nonlocal done
        done += 1
        line = f"miglint: {done}/{len(files)} {migration.name}"[:79]
        end = "\r" if done < len(files) else "\r\x1b[K"
        sys.stderr.write(f"\r\x1b[K{line}{end}")
        sys.stderr.flush()

    return step


def _say(text: str) -> None:
    from ..report.safe_text import visible

    click.echo(f"miglint: {visible(text)}", err=True)
