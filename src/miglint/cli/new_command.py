"""`miglint new NAME`: create a migration that sorts after all others."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from ..errors import PathError, UsageError
from .shared_options import config_option, parse_time, settings_options


@click.command("new")
@click.argument("name")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--purpose", metavar="TEXT", help="The purpose, for the header  [default: the name in words]")
@click.option("--now", callback=parse_time, metavar="TIME", help="Use this time instead of the clock.")
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
    """Create a migration named by the time (UTC) and NAME, with the header that the constitution asks for.

    It sorts after the last migration in FOLDER (default: as for `check`) and on the default branch. Prints its path.

    \b
    Examples:
      miglint new add_tags
      miglint new add_tags --purpose "tags on companies"
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
    """Return the migrations folder that a path means: itself where it is empty or doesn't exist yet."""
    from ..project.folders import folders_in

    if not folder.exists() and folder.parent.is_dir():
        return folder
    if not folder.is_dir():
        raise PathError(f"{folder} isn't a folder", "Give the folder that the new migration belongs to.")
    try:
        found = folders_in(folder)
    except PathError:
        return folder
    return _only(found)


def _usual(configured: tuple[Path, ...]) -> Path:
    """Return the folder that `check` would read; supabase/migrations if only supabase/ exists so far."""
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
        raise UsageError(f"found {len(folders)} migrations folders: {', '.join(map(str, folders[:5]))}", "Name one.")
    return folders[0]
