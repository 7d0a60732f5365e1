"""`miglint fmt`: format migrations that are not applied yet."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from ..errors import PathError
from .fix_command import diff, say, shown
from .shared_options import config_option, paths_argument, takes_request

if TYPE_CHECKING:
    from ..judge.request import Request
    from ..rule.history import History


@click.command("fmt")
@paths_argument
@click.option("--diff", "only_diff", is_flag=True, help="Print the changes and write nothing.")
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if a file would change.")
@click.option("--since", metavar="REF", help="Only files changed since this git ref; auto: CI's base.")
@config_option
@takes_request
def command(asked: Request, only_diff: bool, only_check: bool) -> None:
    """Format migrations that are not applied yet, by sqlfluff's rules for layout and capitals.

    Changes whitespace, line breaks, commas and the capitals of keywords and types, in files that are later than
    `applied-until` and not on git's base. A file is refused, with the reason, if its parse tree, a word or a comment
    would change, or if a second run would change more. A file that sqlfluff can't read is skipped.

    Exit status: 0 done, or nothing to do; 1 with --check if a file would change; 2 miglint failed.

    \b
    Examples:
      miglint fmt --diff
      miglint fmt --check
    """
    if "-" in asked.paths:
        raise PathError("standard input can't be formatted: there is no file to edit", "Name the file.")
    from ..judge.request import read_histories

    found = read_histories(asked, asked.settings(asked.start))
    changed = sum(_lay_out(history, only_diff, only_check) for history in found)
    sys.exit(int(only_check and changed > 0))


def _lay_out(history: History, only_diff: bool, only_check: bool) -> int:
    """Format the files of one history, and return how many changed, or would change."""
    from ..fix.layout import tidied
    from ..judge.fixable import may_edit
    from ..project.file_writing import rewrite

    targets = [migration for migration in history.migrations if history.is_target(migration)]
    free = [migration for migration in targets if may_edit(history, migration)]
    changed = 0
    for migration in free:
        tidy = tidied(migration.text)
        if tidy.refused:
            say(f"refused {shown(migration.path)}: {tidy.refused}")
        elif tidy.skipped:
            say(f"skipped {shown(migration.path)}: {tidy.skipped}")
        elif tidy.text != migration.text:
            changed += 1
            if only_diff:
                click.echo(diff(migration.path, migration.text, tidy.text), nl=False)
            if not (only_diff or only_check):
                rewrite(migration.path, migration.text, tidy.text)
            say(f"{'would format' if only_diff or only_check else 'formatted'} {shown(migration.path)}")
    if kept := len(targets) - len(free):
        say(f"{kept} file{'s' * (kept != 1)} can't change: applied, on git's base, or unreadable")
    if free and not changed:
        say("nothing to format")
    return changed
