"""`miglint fix`: write fixes into files that may still change, or into one new migration."""

from __future__ import annotations

import codecs
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import PathError
from .shared_options import request, split_names, target_options

if TYPE_CHECKING:
    from ..fix.bench import Bench
    from ..rule.finding import Finding

DEFAULT_NAME = "settle_schema_debt"


@click.command("fix")
@click.argument("paths", nargs=-1, type=click.Path())
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
@click.option(
    "--select", multiple=True, callback=split_names, metavar="NAMES", help="Run only these rules or families."
)
@click.option("--ignore", multiple=True, callback=split_names, metavar="NAMES", help="Skip these rules or families.")
@click.option("--constitution", metavar="NAME|FILE", help="Use this preset or file instead of the settings'.")
@click.option("--since", metavar="REF", help="Only files changed since this git ref; auto: CI's base.")
@click.option("--no-ignores", is_flag=True, help="Also fix what comments and exceptions silence.")
@click.option("--no-local-rules", is_flag=True, help="Don't run rules from the settings' rule-folders.")
@target_options
def command(
    paths: tuple[str, ...],
    only_diff: bool,
    unsafe: bool,
    new_migration: str | None,
    no_ignores: bool,
    no_local_rules: bool,
    **given: Any,
) -> None:
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
        paths, new_migration = (new_migration, *paths), DEFAULT_NAME  # `--new-migration supabase/migrations`
    if "-" in paths:
        raise PathError(
            "standard input can't be fixed: there is no file to edit", "Name the file, or use `miglint check -`."
        )
    asked = request(paths, ignores=not no_ignores, local_rules=not no_local_rules, **given)
    from ..fix.bench import benches

    refused = 0
    for bench in benches(asked):
        if new_migration is None:
            refused += _edit(bench, unsafe, only_diff)
        else:
            refused += _write_migration(bench, new_migration, unsafe, only_diff, asked.now or datetime.now(UTC))
    sys.exit(int(refused > 0))


def _edit(bench: Bench, unsafe: bool, only_diff: bool) -> int:
    """Edit the files of one history, and return how many fixes were refused."""
    from ..fix.edit_files import fix

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
    from ..config.resolve import resolve
    from ..fix.remedy_migration import Titles, write
    from ..judge.fixable import may_edit
    from ..project.migration_names import header, new_path
    from ..rule.rule import documentation

    history = bench.asked
    applied = not all(may_edit(history, migration) for migration in history.migrations)
    found = bench.judge({}).findings
    debt = [f for f in found if f.remedy and f.remedy.statements and not (applied and f.fix)]
    debt = [f for f in debt if history.targets is None or any(history.is_target(p.migration) for p in f.causes)]
    chosen = [finding for finding in debt if finding.remedy and (unsafe or finding.remedy.safe)]
    rules = {in_force.name: type(in_force.rule) for in_force in bench.rules}
    purpose, why = "fix schema debt", "the files that caused it are applied and can't be edited"
    # --select chooses what to fix, not how a file begins.
    asking = [each.rule for each in resolve(bench.settings, (), (), bench.registry)]
    path = new_path(history.folder, name, now, asking)
    head = header(asking, purpose, now, why) or [f"-- {purpose.capitalize()}"]
    titles = Titles(
        "".join(f"{line}\n" for line in head if not line.endswith(":")),
        {rule: documentation(kind).summary for rule, kind in rules.items()},
        {rule: kind.family() for rule, kind in rules.items()},
    )
    written = write(bench.judge, path, chosen, titles, lambda finding: unsafe or finding.remedy.safe)  # type: ignore[union-attr]
    if written.text and only_diff:
        click.echo(diff(path, None, written.text), nl=False)
    elif written.text:
        create(path, written.text)
        click.echo(shown(path))
    for finding in written.settled:
        say(f"fixes {_about(finding)}")
    _say_refused(written.refused)
    if more := len(debt) - len(chosen):
        say(f"{more} more with --unsafe: they change behaviour, so read them first")
    if not debt:
        say("no debt that a new migration could fix")
    return len(written.refused)


def create(path: Path, text: str) -> None:
    """Write a file that must not exist yet."""
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError:
        raise PathError(f"{shown(path)} already exists and was not overwritten") from None
    except OSError as error:
        raise PathError(f"can't write {shown(path)}: {error.strerror}") from None


def rewrite(path: Path, before: str, after: str) -> None:
    """Write a file's new text and keep its byte order mark; raise PathError if the file changed in the meantime."""
    try:
        data = path.read_bytes()
        mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
        if data != mark + before.encode("utf-8"):
            raise PathError(f"{shown(path)} changed in the meantime and was not written", "Run the command again.")
        path.write_bytes(mark + after.encode("utf-8"))
    except OSError as error:
        raise PathError(f"can't write {shown(path)}: {error.strerror}") from None


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
