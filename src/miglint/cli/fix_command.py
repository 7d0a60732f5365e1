"""`miglint fix`: write fixes into files that may still change, or into one new migration."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import PathError
from ..record import replace
from .shared_options import (
    constitution_option,
    is_off,
    local_rules_option,
    paths_argument,
    rules_options,
    takes_request,
    target_options,
)

if TYPE_CHECKING:
    from ..fix.bench import Bench
    from ..judge.request import Request
    from ..rule.finding import Finding

DEFAULT_NAME = "settle_schema_debt"


@click.command("fix")
@paths_argument
@click.option("--diff", "only_diff", is_flag=True, help="Print the changes and write nothing.")
@click.option("--unsafe", is_flag=True, help="Also make fixes that change behaviour: read them first.")
@click.option(
    "--new-migration",
    "new_migration",
    is_flag=False,
    flag_value=DEFAULT_NAME,
    metavar="[NAME]",
    help="Write one new migration that fixes the debt of applied files.",
)
@rules_options
@constitution_option
@click.option("--since", metavar="REF", help="Only files changed since this git ref; auto: CI's base.")
@click.option(
    "--no-ignores", "ignores", is_flag=True, callback=is_off, help="Also fix what comments and exceptions silence."
)
@local_rules_option
@target_options
@takes_request
def command(asked: Request, only_diff: bool, unsafe: bool, new_migration: str | None) -> None:
    """Write fixes into files that are not applied yet, or into one new migration.

    A file may be edited if it is later than `applied-until` and not on git's base. Debt in applied files needs a new
    migration (--new-migration). Every fix is replayed before it is written; one that doesn't parse, doesn't remove its
    finding or adds another is refused.

    Exit status: 0 done, or nothing to do; 1 a fix was refused; 2 miglint failed.

    \b
    Examples:
      miglint fix --diff
      miglint fix --select jsonb-without-gin
      miglint fix --new-migration --diff
    """
    if new_migration is not None and (Path(new_migration).exists() or "/" in new_migration):
        # `--new-migration supabase/migrations`
        asked, new_migration = replace(asked, paths=(new_migration, *asked.paths)), DEFAULT_NAME
    if "-" in asked.paths:
        raise PathError(
            "standard input can't be fixed: there is no file to edit", "Name the file, or use `miglint check -`."
        )
    from ..fix.bench import benches
    from ..judge.request import open_project

    refused = 0
    for bench in benches(open_project(asked)):
        if new_migration is None:
            refused += _edit(bench, unsafe, only_diff)
        else:
            refused += _write_migration(bench, new_migration, unsafe, only_diff, asked.now or datetime.now(UTC))
    sys.exit(int(refused > 0))


def _edit(bench: Bench, unsafe: bool, only_diff: bool) -> int:
    """Edit the files of one history, and return how many fixes were refused."""
    from ..fix.edit_files import fix
    from ..project.file_writing import rewrite

    history = bench.asked

    def wanted(finding: Finding, unsafe: bool = unsafe) -> bool:
        inside = all(history.targets is None or e.migration.path in history.targets for e in finding.fix.edits)  # type: ignore[union-attr]
        return inside and (unsafe or finding.fix.safe)  # type: ignore[union-attr]

    fixed = fix(bench.judge, wanted)
    originals = {migration.path: migration.text for migration in history.migrations}
    for path, text in fixed.texts.items():
        if only_diff:
            click.echo(diff(path, originals[path], text), nl=False)
        else:
            rewrite(path, originals[path], text)
    for finding in fixed.made:
        say(f"{'would fix' if only_diff else 'fixed'} {_about(finding)}: {finding.fix.title if finding.fix else ''}")
    _say_refused(fixed.refused)
    more = sum(1 for f in fixed.left if f.fix and not f.fix.safe and wanted(f, True)) if not unsafe else 0
    debt = sum(1 for f in fixed.left if f.remedy and f.remedy.statements and not f.fix)
    if more:
        say(f"{more} more with --unsafe: they change behaviour, so read them first")
    if debt:
        say(f"{debt} more in applied files: miglint fix --new-migration")
    if not (fixed.made or fixed.refused or more or debt):
        say("nothing to fix")
    return len(fixed.refused)


def _write_migration(bench: Bench, name: str, unsafe: bool, only_diff: bool, now: datetime) -> int:
    """Write the new migration of one history, and return how many remedies were refused."""
    from ..fix.new_migration import settle
    from ..project.file_writing import create

    settlement = settle(bench, name, unsafe, now)
    path, written = settlement.path, settlement.written
    if written.text and only_diff:
        click.echo(diff(path, None, written.text), nl=False)
    elif written.text:
        create(path, written.text)
        click.echo(shown(path))
    for finding in written.settled:
        say(f"fixes {_about(finding)}")
    _say_refused(written.refused)
    if settlement.unsafe:
        say(f"{settlement.unsafe} more with --unsafe: they change behaviour, so read them first")
    if not settlement.debt:
        say("no debt that a new migration could fix")
    return len(written.refused)


def diff(path: Path, before: str | None, after: str) -> str:
    """Return a unified diff that `git apply` accepts."""
    from difflib import unified_diff

    name = shown(path)
    old, new = (before or "").splitlines(keepends=True), after.splitlines(keepends=True)
    lines = unified_diff(old, new, "/dev/null" if before is None else f"a/{name}", f"b/{name}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _say_refused(refused: list[tuple[Finding, str]]) -> None:
    for finding, why in refused:
        say(f"refused {_about(finding)}: {why}")


def _about(finding: Finding) -> str:
    line, column = finding.place.start
    return f"{finding.rule} {shown(finding.place.migration.path)}:{line}:{column}"


def shown(path: Path) -> str:
    from ..output.paths import relative
    from ..report.safe_text import visible

    return visible(relative(path, Path.cwd()))


def say(line: str) -> None:
    from ..report.safe_text import visible

    click.echo(visible(line), err=True)
