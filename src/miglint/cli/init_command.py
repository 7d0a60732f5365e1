"""`miglint init`: set miglint up in a project that already has migrations."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..config.document import shown
from ..errors import UsageError

if TYPE_CHECKING:
    from ..config.init_files import FirstSettings
    from ..rule.history import History


@click.command()
@click.argument("paths", nargs=-1, type=click.Path())
@click.option("--constitution", metavar="NAME|FILE", help="Use this preset or file instead of asking.")
@click.option("--github", is_flag=True, help="Write a GitHub workflow.")
@click.option("--pre-commit", "pre_commit", is_flag=True, help="Write a pre-commit configuration.")
@click.option("--husky", is_flag=True, help="Write a git hook for husky.")
def command(paths: tuple[str, ...], constitution: str | None, github: bool, pre_commit: bool, husky: bool) -> None:
    """Set miglint up: write miglint.toml, and put today's debt on the accepted list.

    Migrations on the default branch count as applied. Existing files are not overwritten. PATHS: a project's root or
    its migrations folder.

    \b
    Examples:
      miglint init
      miglint init --constitution supabase --github
    """
    from ..config.document import find_document
    from ..config.settings import DEFAULT_CONSTITUTION
    from ..project.git import git_root

    history = _history(paths)
    root = git_root(history.folder)
    done = _Done()
    document = find_document(history.folder)
    if document is not None:
        done.kept(document.path)
        if constitution is not None:
            done.hints.append(f'to use another constitution, write it in {shown(document.path)}: "{constitution}"')
    else:
        chosen = constitution or _asked() or DEFAULT_CONSTITUTION
        if constitution is None and not _is_terminal():
            done.hints.append(f"not a terminal: using constitution {chosen}; --constitution chooses another")
        _write_settings(history, root, chosen, done)
    _accept(history, done)
    top = root or _project(history.folder, root)
    if github:
        from ..config.init_files import WORKFLOW

        done.write(top / ".github" / "workflows" / "miglint.yml", WORKFLOW)
    if pre_commit:
        from ..config.init_files import PRE_COMMIT

        done.write(top / ".pre-commit-config.yaml", PRE_COMMIT, addition=PRE_COMMIT.partition("\n")[2])
    if husky:
        from ..config.init_files import HUSKY

        done.write(top / ".husky" / "pre-commit", HUSKY, addition=HUSKY)
    for line in (*done.lines, *done.hints):
        click.echo(line)
    if not (github or pre_commit or husky):
        click.echo(
            "next: `miglint check`; then `miglint init --github`, --pre-commit or --husky to run it automatically"
        )


@dataclass
class _Done:
    """What was done, one line each, and the hints that follow."""

    lines: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)

    def write(self, path: Path, text: str, about: str = "", addition: str = "") -> None:
        """Write a file; if it already exists, say what to add to it."""
        if path.exists():
            self.kept(path)
            if addition and "miglint" not in path.read_text(encoding="utf-8", errors="replace"):
                self.hints.append(f"add to {shown(path)}:\n\n{addition}")
            return
        from ..project.file_writing import create

        create(path, text)
        if path.parent.name == ".husky":
            path.chmod(0o755)
        self.lines.append(f"wrote {shown(path)}{f': {about}' if about else ''}")

    def kept(self, path: Path) -> None:
        """Note that a file already existed."""
        self.lines.append(f"kept {shown(path)}, which already exists")


def _history(paths: tuple[str, ...]) -> History:
    from ..config.loader import load_settings
    from ..project.discover import discover
    from ..project.folders import project_at

    cwd = Path.cwd()
    named = cwd / paths[0] if paths else cwd
    start = project_at(named if named.is_dir() else named.parent)
    found = discover(paths, load_settings(start), cwd=cwd, git_base=False)
    if len(found) > 1:
        folders = ", ".join(shown(history.folder) for history in found[:5])
        raise UsageError(f"found {len(found)} migrations folders: {folders}", "Choose one: miglint init FOLDER.")
    return found[0]


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()


def _asked() -> str | None:
    """Return the constitution that the user chooses; None without a terminal."""
    if not _is_terminal():
        return None
    from ..config.init_files import departures, summaries
    from ..config.settings import DEFAULT_CONSTITUTION

    click.echo("Which constitution do you want?")
    for name, summary in summaries().items():
        click.echo(f"  {name:<10} {summary}")
        for line in departures(name, Path.cwd()):
            click.echo(f"  {'':<10} against Supabase's advice: {line}")
    choice = click.Choice(list(summaries()))
    said: str = click.prompt("constitution", type=choice, default=DEFAULT_CONSTITUTION, show_choices=False)
    return said


def _project(folder: Path, root: Path | None) -> Path:
    """Return the folder for the settings: the one that holds supabase/, else the git root."""
    if folder.name == "migrations" and folder.parent.name == "supabase":
        return folder.parent.parent
    return root or (folder.parent if folder.name == "migrations" else folder)


def _write_settings(history: History, root: Path | None, constitution: str, done: _Done) -> None:
    from ..config.init_files import FirstSettings, departures, settings_text, target_line
    from ..config.loader import load_settings

    project = _project(history.folder, root)
    settings = load_settings(history.folder, constitution=constitution)  # raises for a wrong name
    applied, branch = _applied(history)
    versions = [migration.version for migration in history.migrations if migration.version]
    usual = history.folder in (project / "supabase" / "migrations", project / "migrations")
    facts = [
        (key, getattr(settings.target, key.replace("-", "_")), settings.origins[key])
        for key in ("postgres-version", "exposed-schemas", "default-privileges")
    ]
    start = FirstSettings(
        _from(constitution, project),
        applied,
        branch,
        max(versions, key=int, default=None),
        None if usual or history.folder == project else history.folder.relative_to(project).as_posix(),
        target_line(facts),
    )
    done.write(project / "miglint.toml", settings_text(start), _about(start))
    for line in departures(constitution, Path.cwd()):
        done.hints.append(f"against Supabase's advice: {line}")
    if start.target:
        done.hints.append(start.target)


def _from(constitution: str, project: Path) -> str:
    """Return the constitution as the settings write it: a preset, or a path relative to their folder."""
    import os

    from ..config.constitutions import preset_files

    if constitution in preset_files():
        return constitution
    return Path(os.path.relpath(Path.cwd() / constitution, project)).as_posix()


def _about(start: FirstSettings) -> str:
    if start.applied_until is None:
        return f"constitution {start.constitution}; set applied-until once migrations are applied"
    return f"constitution {start.constitution}; applied until {start.applied_until}, the newest on {start.branch}"


def _applied(history: History) -> tuple[str | None, str | None]:
    """Return the newest version on the default branch, and the branch's name."""
    from ..project.decoding import version_of
    from ..project.git import tree_blobs
    from ..project.git_base import default_branch

    branch = default_branch(history.folder)
    if branch is None:
        return None, None
    name, commit = branch
    versions = [version for file in tree_blobs(history.folder, commit) if (version := version_of(file))]
    return max(versions, key=int, default=None), name


def _accept(history: History, done: _Done) -> None:
    """Write the accepted list with the findings in applied files, unless there is one already."""
    from ..judge.accepted import accepted_path, written
    from ..judge.accepting import first_list
    from ..judge.request import Request, open_project

    project = open_project(Request(Path.cwd(), (str(history.folder),), use_accepted=False))
    first = first_list(project)
    if first is None:
        done.kept(accepted_path(project.settings, project.root))
    elif first.failure:
        done.hints.append(f"wrote no accepted list: {first.failure}")
    else:
        if first.entries:
            count = "1 finding" if len(first.entries) == 1 else f"{len(first.entries)} findings"
            done.write(first.path, written(first.entries.values()), f"{count} accepted, by rule and object")
        if first.left:
            done.hints.append(
                f"{first.left} findings are left to fix" if first.left > 1 else "1 finding is left to fix"
            )
