"""`miglint new NAME`: begin a migration under a name that comes after all others."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from ..errors import PathError, UsageError
from .shared_options import config_option, parse_time, settings_options


@click.command("new")
@click.argument("name")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--purpose", metavar="TEXT", help="What it is for, for the header  [default: the name in words]")
@click.option("--now", callback=parse_time, metavar="TIME", help="The time to name it by, instead of the clock.")
@settings_options
@config_option
def command(
    name: str,
    folder: Path | None,
    purpose: str | None,
    now: datetime | None,
    constitution: str | None,
    local_rules: bool,
    config: Path | None,
) -> None:
    """Begin a migration: a file with the header that the constitution asks for, named by the time (UTC) and NAME.

    It comes after the last migration in FOLDER (default: as for `check`) and on the default branch. Nothing is ever
    overwritten. Prints the path.
    """
    from ..config import load_settings
    from ..config.resolve import resolve
    from ..output.paths import relative
    from ..project.file_writing import create
    from ..project.folders import project_at
    from ..project.migration_names import header, new_path, snake_case
    from ..rule.registry import load_registry

    settings = load_settings(project_at(Path.cwd()), config=config, constitution=constitution)
    time = now or datetime.now(UTC)
    into = _given(Path.cwd() / folder) if folder else _usual(settings.migrations)
    said = " ".join((purpose or "").split())
    words = said or snake_case(name).replace("_", " ").capitalize()
    registry = load_registry(settings.rule_folders, local=local_rules)
    rules = [in_force.rule for in_force in resolve(settings, (), (), registry)]
    path = new_path(into, name, time, rules)
    head = header(rules, words, time) or ([f"-- {said}"] if said else [])
    create(path, "".join(f"{line}\n" for line in head))
    click.echo(relative(path, Path.cwd()))


def _given(folder: Path) -> Path:
    """The migrations folder that a path means; an empty one, or one to be made, means itself."""
    from ..project.folders import folders_in

    if not folder.exists() and folder.parent.is_dir():
        return folder
    if not folder.is_dir():
        raise PathError(f"{folder} is no folder", "Give the folder that the new migration belongs to.")
    try:
        found = folders_in(folder)
    except PathError:
        return folder
    return _only(found)


def _usual(configured: tuple[Path, ...]) -> Path:
    """The folder that `check` would read; supabase/migrations where there is only supabase/ yet."""
    from ..project.folders import default_folders

    cwd = Path.cwd()
    try:
        return _only(default_folders(cwd, configured))
    except PathError:
        if not configured and (cwd / "supabase").is_dir():
            return cwd / "supabase" / "migrations"
        raise


def _only(folders: list[Path]) -> Path:
    if len(folders) > 1:
        raise UsageError(
            f"there are {len(folders)} migrations folders here: {', '.join(map(str, folders[:5]))}", "Name one."
        )
    return folders[0]
