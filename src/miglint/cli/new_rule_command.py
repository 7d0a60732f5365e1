"""`miglint new-rule`: create a rule with its cases."""

from __future__ import annotations

import re
from pathlib import Path

import click

from ..errors import PathError, UsageError
from .rule_templates import SQL, TEMPLATES, cases, python_rule


@click.command("new-rule")
@click.argument("name")
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    default=Path("rules"),
    show_default=True,
    help="The folder to write to.",
)
@click.option(
    "--hook",
    type=click.Choice(list(TEMPLATES)),
    help="What the rule looks at: the state after the last file, one change, a statement, a file, or the files.",
)
@click.option("--sql", "as_sql", is_flag=True, help="Write the rule in SQL instead of Python.")
def command(name: str, folder: Path, hook: str | None, as_sql: bool) -> None:
    """Create a rule called NAME with its cases, both working, as a start for your own.

    NAME is a noun for the bad thing, lower-case words joined by hyphens. Existing files are not overwritten. Change
    rule and cases step by step, and run `miglint test` after each.

    \b
    Examples:
      miglint new-rule table-without-owner
      miglint new-rule amount-without-currency --sql
    """
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise UsageError(
            f"`{name}` isn't a valid rule name", "lower-case words joined by hyphens, like table-without-owner"
        )
    if as_sql and hook:
        raise UsageError("a rule in SQL has no hook", "it checks the state after the last file")
    from ..rule.registry import load_registry

    if other := load_registry().files.get(name):
        raise UsageError(f"there is a rule `{name}` already, in {other.pack}", "choose another name")
    hook = hook or "catalog"
    stem = name if as_sql else name.replace("-", "_")
    written = {
        folder / f"{stem}.{'sql' if as_sql else 'py'}": SQL.format(name=name) if as_sql else python_rule(name, hook),
        folder / f"{stem}.md": cases(name, None if as_sql else hook),
    }
    for path in written:
        if path.exists():
            raise PathError(f"{path} already exists", "choose another name")
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in written.items():
        path.write_text(text, encoding="utf-8")
        click.echo(f"wrote {path}")
    line = f'rule-folders = ["{folder.as_posix()}"]'
    named = _switch_on(line)
    if named is None:
        click.echo(f"next: {line} in miglint.toml, then: miglint test {folder.as_posix()}")
    else:
        if named:
            click.echo(f"miglint.toml: {line}")
        click.echo(f"next: miglint test {folder.as_posix()}")


def _switch_on(line: str) -> bool | None:
    """Uncomment the line that `miglint init` wrote, and return True.

    Returns False if the settings name the folder already, None if there is no such line to uncomment.
    """
    settings = Path("miglint.toml")
    if not settings.is_file():
        return None
    text = settings.read_text(encoding="utf-8")
    if re.search(f"^{re.escape(line)}", text, re.M):
        return False
    switched, found = re.subn(f"^# (?={re.escape(line)})", "", text, count=1, flags=re.M)
    if not found:
        return None
    settings.write_text(switched, encoding="utf-8")
    return True
