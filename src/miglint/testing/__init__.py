"""For authors of rules: run a rule on histories written down as Markdown, and check the promises of all rules.

A case file holds the cases of one rule and has its name. Each case is a `## heading` and the fences below it:

    ## A later migration reverts it
    ```toml
    [rules.missing-grant]
    roles = ["anon"]
    ```
    ```sql 20250101000000_contacts.sql
    CREATE TABLE contacts (id bigint PRIMARY KEY);
    ```
    ```findings
    missing-grant 20250101000000_contacts.sql:1:14 public.contacts
    ```

`toml` (settings as in miglint.toml: the rule's options, facts about the target, `applied-until`) may be left out, and
so may the names of files. Fences `base NAME` hold the files as they are on git's base, if that matters. The expected
findings are written in one or more of three ways, each of which must list all of them:

- a `findings` fence: a line per finding, with its position; an empty one means that the rule finds nothing;
- marks: `-- error: [missing-grant]` at the end of the line of SQL where the finding begins, without a fence;
- a `snapshot` fence: the message, the help and the offered SQL, as reports show them.

In a case with neither fence nor mark, the rule must find nothing. `miglint test --rewrite`, or pytest with
`MIGLINT_REWRITE_CASES=1`, writes the actual findings: read the diff before you keep it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..catalog.target import Profile, Target
from ..config.rule_options import OptionError, with_options
from ..config.settings import Settings
from ..errors import did_you_mean
from ..judge.check import check
from ..judge.suppress import ABOUT_COMMENTS
from ..judge.verdict import Basis, verdict
from ..project.discover import discover
from ..rule.finding import Finding, Severity
from ..rule.history import FileChange, GitBase, History
from ..rule.in_force import RuleInForce
from ..rule.registry import load_registry
from ..rule.rule import Rule, hooks
from ..syntax.reading import parse
from ..syntax.source import Migration
from .case_file import Case, File, default_name, differences, read_cases, rewritten
from .finding_text import line_of, snapshot_of

__all__ = [
    "REWRITE",
    "Case",
    "File",
    "default_name",
    "differences",
    "history_of",
    "instance_of",
    "judge",
    "judge_all",
    "line_of",
    "profiles",
    "read_cases",
    "rewritten",
    "run_case",
    "snapshot_of",
    "target_of",
]

REWRITE = "MIGLINT_REWRITE_CASES"

SETTINGS = (
    "rules",
    "exposed-schemas",
    "postgres-version",
    "default-privileges",
    "runner",
    "platform",
    "applied-until",
    "profiles",
    "now",
)
"""What a case's `toml` fence may hold."""

_APPLIED = re.compile(r"[0-9]+_.*\.sql")


def judge(
    rule: Rule,
    files: Sequence[File],
    target: Target | None = None,
    base: Sequence[File] | None = None,
    applied_until: str | None = None,
) -> list[Finding]:
    """Return what a rule finds in a history, in the order of the files. `base` are the files on git's base.

    A rule without hooks belongs to the engine: its findings come from a run of all built-in rules, because findings
    about comments that silence nothing are among them. Raises MiglintError if a rule fails.
    """
    if not hooks(type(rule)):
        found = judge_all(
            [loaded() for loaded in load_registry(entry_points=False).load().values()],
            files,
            target,
            base,
            applied_until,
        )
    else:
        found = judge_all([rule], files, target, base, applied_until)
    return [finding for finding in found if finding.rule == rule.name]


def judge_all(
    rules: Sequence[Rule],
    files: Sequence[File],
    target: Target | None = None,
    base: Sequence[File] | None = None,
    applied_until: str | None = None,
) -> list[Finding]:
    """Return what rules find in a history, with the engine's findings about comments, in the order of the files.

    Raises MiglintError if a rule fails.
    """
    history = history_of(files)
    history.applied_until = applied_until
    if base is not None:
        history.base = GitBase("main", frozenset(name for name, _ in base), tuple(_changes(dict(base), dict(files))))
    in_force = [RuleInForce(rule, Severity.ERROR) for rule in rules]
    checked = check(history, in_force, target or Target())
    for failure in checked.errors:
        raise failure
    found = checked.findings
    # Findings about comments count whichever rules run.
    registry = load_registry(entry_points=False)
    names = sorted({*ABOUT_COMMENTS, *(finding.rule for finding in found)} - {rule.name for rule in rules})
    in_force += [RuleInForce(registry.rule(name)(), Severity.ERROR) for name in names]
    judged = verdict(found, history, Basis(in_force, Settings(), registry))
    return [each.finding for each in judged if each.is_shown]


def history_of(files: Sequence[File]) -> History:
    """Return a parsed history of files. Names that Supabase would not apply, and folders in names, are kept out as they
    would be on disk."""
    names = [name for name, _ in files]
    if all(_APPLIED.fullmatch(name) for name in names) and names == sorted(set(names)):
        folder = Path("supabase/migrations")
        migrations = [Migration(folder / name, text, version=name.partition("_")[0]) for name, text in files]
        history = History(folder, migrations)
    else:
        history = _history_on_disk(files)
    for migration in history.migrations:
        parse(migration)
    return history


def _history_on_disk(files: Iterable[File]) -> History:
    with TemporaryDirectory() as root:
        folder = Path(root).resolve() / "supabase" / "migrations"
        for name, text in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
        (history,) = discover((str(folder),), Settings(), cwd=folder)
        return history


def _changes(before: dict[str, str], after: dict[str, str]) -> Iterator[FileChange]:
    """Return how files differ from those of git's base, in the form that git reports."""
    gone = {text: name for name, text in before.items() if name not in after}
    for name, text in after.items():
        if name not in before:
            old = gone.pop(text, None)
            yield FileChange("renamed" if old else "added", name, old)
        elif before[name] != text:
            yield FileChange("edited", name, name)
    for name in gone.values():
        yield FileChange("deleted", name, name)


def run_case(case: Case, rule: type[Rule]) -> list[Finding]:
    """Return what a rule finds in a case, in the order of the files. Raises OptionError for settings that are none."""
    return judge(instance_of(case, rule), case.files, target_of(case), case.base, case.settings.get("applied-until"))


def instance_of(case: Case, rule: type[Rule]) -> Rule:
    """Return the rule with the options that a case gives it. Raises OptionError for those that there are not."""
    tables = case.settings.get("rules", {})
    for name in tables:
        if name != rule.rule_name():
            raise OptionError(name, f"[rules.{name}] is not this rule", f"only `{rule.rule_name()}` runs in its cases")
    settings = tables.get(rule.rule_name(), {})
    return with_options(rule, {key.replace("-", "_"): value for key, value in settings.items()})


def target_of(case: Case) -> Target:
    """Return the target that a case describes. Raises OptionError for what is no fact about one."""
    for key in case.settings:
        if key not in SETTINGS:
            hint = did_you_mean(key, SETTINGS) or f"a case has: {', '.join(SETTINGS)}"
            raise OptionError(key, f"`{key}` is no setting of a case", hint)
    facts = {
        key.replace("-", "_"): value for key, value in case.settings.items() if key not in ("rules", "applied-until")
    }
    if "exposed_schemas" in facts:
        facts["exposed_schemas"] = tuple(facts["exposed_schemas"])
    facts["profiles"] = profiles(facts.get("profiles", {}))
    return Target(**facts)


def profiles(table: dict[str, Any]) -> tuple[Profile, ...]:
    """Return [profiles] as in miglint.toml."""
    return tuple(
        Profile(kind, glob, globs[glob] if isinstance(globs, dict) else None)
        for kind, globs in table.items()
        for glob in globs
    )
