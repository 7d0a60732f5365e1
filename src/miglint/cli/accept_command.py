"""`miglint accept`: write the list of accepted findings."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..config.document import shown
from ..errors import MiglintError, PathError, UsageError, did_you_mean
from ..output.words import listed, plural
from ..record import replace
from .shared_options import constitution_option, local_rules_option, paths_argument, takes_request, target_options

if TYPE_CHECKING:
    from ..judge.request import Request
    from ..judge.result import Reported, Result
    from ..rule.registry import Registry


@click.command()
@paths_argument
@click.option("--prune", is_flag=True, help="Only remove entries whose finding is fixed.")
@click.option("--add", nargs=2, metavar="RULE OBJECT", help="Accept this one finding, whatever its kind.")
@click.option("--reason", default="", help="The reason, written into the new entries.")
@click.option(
    "--accepted", type=click.Path(path_type=Path), metavar="FILE", help="Use this list instead of the settings'."
)
@constitution_option
@local_rules_option
@target_options
@takes_request
def command(asked: Request, prune: bool, add: tuple[str, str] | None, reason: str) -> None:
    """Write the list of accepted findings: the debt that the team lives with for now.

    Without options, all debt and all findings in applied files go on the list. Existing reasons stay; entries whose
    finding is fixed are removed. With PATHS, only findings in those files are added, and nothing is removed.

    \b
    Examples:
      miglint accept
      miglint accept --prune
      miglint accept --add missing-grant public.deals --reason "only workers read it"
    """
    if prune and add:
        raise UsageError("--prune and --add can't be combined", "Run `miglint accept` twice.")
    if add and not reason.strip():
        raise UsageError("--add needs --reason", "Say why the team accepts the finding.")
    from ..judge.accepted import acceptable, accepted_path, entry_of, read_accepted, stale_entries, written
    from ..judge.request import open_project
    from ..judge.run import run_project

    project = open_project(replace(asked, use_accepted=False))
    result = run_project(project)
    if result.errors:
        raise MiglintError("a rule failed; the list was not changed", result.errors[0].message)
    if prune and result.narrowed:
        raise UsageError("--prune needs all migrations", "Leave the file names out.")
    path = asked.accepted or accepted_path(project.settings, project.root)
    old = read_accepted(path).entries if path.exists() else {}
    if prune and not old:
        click.echo(f"nothing to remove: there is no accepted list at {shown(path)}")
        return
    if add:
        key = _one(*add, result, project.registry)
        _write(path, written({**old, key: entry_of(key, reason)}.values()))
        click.echo(f"accepted in {shown(path)}: {add[0]} on {key.partition(':')[2]}")
        return
    gone = set() if result.narrowed else {e.key for e, _ in stale_entries(old.values(), result, project.registry.knows)}
    kept = {key: entry for key, entry in old.items() if key not in gone}
    taken = [] if prune else acceptable(result)
    new = {each.fingerprint: entry_of(each.fingerprint, reason) for each in taken if each.fingerprint not in kept}
    if not old and not new and project.settings.accepted is None:
        click.echo("nothing to accept")
        return
    _write(path, written([*kept.values(), *new.values()]))
    if prune:
        click.echo(f"removed {plural(len(gone), 'stale entry', 'stale entries')} from {shown(path)}; {len(kept)} left")
        return
    changes = f"{len(new)} new, {len(gone)} gone" if old else "all new"
    click.echo(f"accepted {plural(len(kept) + len(new), 'finding')} in {shown(path)} ({changes})")
    if left := sum(1 for _ in result.shown) - len(taken):
        what = "1 finding isn't debt and was skipped" if left == 1 else f"{left} findings aren't debt and were skipped"
        click.echo(f"{what}: `miglint check` shows how to fix them, and --add accepts one anyway")


def _one(rule: str, name: str, result: Result, registry: Registry) -> str:
    """Return the fingerprint of the one finding that matches; raise UsageError for none or several."""
    if not registry.knows(rule):
        raise UsageError(f"no rule named `{rule}`", did_you_mean(rule, registry.files))
    found = {each.fingerprint: each for each in result.shown if each.finding.rule == rule}
    from ..explain.subject import unquoted

    plain = unquoted(name)
    for matches in (_is_key, _is_label, _is_end_of_label):
        keys = [key for key, each in found.items() if matches(name, each) or matches(plain, each)]
        if len(keys) == 1:
            return keys[0]
        if keys:
            raise UsageError(f"{rule} has {len(keys)} findings about {name}", f"Name one of: {_listed(keys)}")
    hint = f"It has findings about {_listed(found)}." if found else f"`miglint explain {rule}` shows what it checks."
    raise UsageError(f"{rule} has no finding about {name}", hint)


def _is_key(name: str, reported: Reported) -> bool:
    return name in (reported.fingerprint, reported.fingerprint.partition(":")[2])


def _is_label(name: str, reported: Reported) -> bool:
    return reported.finding.object is not None and reported.finding.object.label == name


def _is_end_of_label(name: str, reported: Reported) -> bool:
    return reported.finding.object is not None and reported.finding.object.label.endswith(f".{name}")


def _listed(keys: Iterable[str]) -> str:
    return listed(sorted(key.partition(":")[2] for key in keys), 8)


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise PathError(f"can't write {shown(path)}: {error.strerror}") from None
