"""For authors of rules: run a rule on histories written down as Markdown, and hold it to the promises of all rules.

A case file holds the cases of one rule; it is called as the rule. Each case is a `## heading` and the fences below it:

    ## A later migration takes it back
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
so may the names of files. Fences `base NAME` hold the files as git's base has them, where that matters. What the rule
finds must be exactly what `findings` lists; an empty fence says that it finds nothing.
`MIGLINT_REWRITE_CASES=1` writes down what was found instead: read the difference before you keep it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..catalog.target import Profile, Target
from ..config.rule_options import with_options
from ..config.settings import Settings
from ..judge.check import check
from ..judge.suppress import ABOUT_COMMENTS
from ..judge.verdict import Basis, verdict
from ..project.discover import discover
from ..rule.finding import Finding, Severity
from ..rule.history import FileChange, GitBase, History
from ..rule.in_force import RuleInForce
from ..rule.registry import load_registry
from ..rule.rule import Documentation, Rule, documentation, options_of
from ..syntax.reading import parse
from ..syntax.source import Migration
from .case_file import Case, File, default_name, read_cases, rewritten

__all__ = [
    "REWRITE",
    "Case",
    "File",
    "base_of",
    "broken_promises",
    "default_name",
    "files_of",
    "history_of",
    "instance_of",
    "judge",
    "judge_all",
    "line_of",
    "profiles",
    "read_cases",
    "rewritten",
    "run_case",
    "target_of",
]

REWRITE = "MIGLINT_REWRITE_CASES"

_APPLIED = re.compile(r"[0-9]+_.*\.sql")
_SOURCE = re.compile(r"[a-z][a-z0-9_-]*:\S+")


def judge(
    rule: Rule,
    files: Sequence[File],
    target: Target | None = None,
    base: Sequence[File] | None = None,
    applied_until: str | None = None,
) -> list[Finding]:
    """What a rule finds in a history, in the order of the files. `base` are the files that git's base has.

    A rule of the family `engine` has no hooks: given is what the engine reports under its name when all built-in rules
    run, since comments that silence nothing are among it.
    """
    if rule.family() == "engine":
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
    """What rules and the engine find in a history and say of its comments, in the order of the files."""
    history = history_of(files)
    history.applied_until = applied_until
    if base is not None:
        history.base = GitBase("main", frozenset(name for name, _ in base), tuple(_changes(dict(base), dict(files))))
    in_force = [RuleInForce(rule, Severity.ERROR) for rule in rules]
    found = check(history, in_force, target or Target()).findings
    # What the engine says is heard, whichever rules run.
    registry = load_registry(entry_points=False)
    names = sorted({*ABOUT_COMMENTS, *(finding.rule for finding in found)} - {rule.name for rule in rules})
    in_force += [RuleInForce(registry.rule(name)(), Severity.ERROR) for name in names]
    judged = verdict(found, history, Basis(in_force, Settings(), registry))
    return [each.finding for each in judged if each.is_shown]


def history_of(files: Sequence[File]) -> History:
    """A parsed history of files. Names that Supabase would not apply, and folders in names, are kept out as they
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
    """How files differ from those of git's base, as git would tell it."""
    gone = {text: name for name, text in before.items() if name not in after}
    for name, text in after.items():
        if name not in before:
            old = gone.pop(text, None)
            yield FileChange("renamed" if old else "added", name, old)
        elif before[name] != text:
            yield FileChange("edited", name, name)
    for name in gone.values():
        yield FileChange("deleted", name, name)


def line_of(finding: Finding) -> str:
    """A finding as the line of a case file: rule, file:line:column, and the object where there is one."""
    place = finding.place
    label = f" {finding.object.label}" if finding.object else ""
    return f"{finding.rule} {place.migration.name}:{place.start.line}:{place.start.column}{label}"


def run_case(case: Case, rule: type[Rule]) -> list[str]:
    """What a rule finds in a case, as lines."""
    found = judge(instance_of(case, rule), case.files, target_of(case), case.base, case.settings.get("applied-until"))
    return [line_of(finding) for finding in found]


def instance_of(case: Case, rule: type[Rule]) -> Rule:
    settings = case.settings.get("rules", {}).get(rule.rule_name(), {})
    return with_options(rule, {key.replace("-", "_"): value for key, value in settings.items()})


def target_of(case: Case) -> Target:
    facts = {
        key.replace("-", "_"): value for key, value in case.settings.items() if key not in ("rules", "applied-until")
    }
    if "exposed_schemas" in facts:
        facts["exposed_schemas"] = tuple(facts["exposed_schemas"])
    facts["profiles"] = profiles(facts.get("profiles", {}))
    return Target(**facts)


def profiles(table: dict[str, Any]) -> tuple[Profile, ...]:
    """[profiles] as in miglint.toml."""
    return tuple(
        Profile(kind, glob, globs[glob] if isinstance(globs, dict) else None)
        for kind, globs in table.items()
        for glob in globs
    )


def broken_promises(rule: type[Rule]) -> Iterator[str]:
    """What a rule owes its readers and does not give: each a sentence. A rule that keeps its promises yields none."""
    name, docs = rule.rule_name(), documentation(rule)
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", name):
        yield f"the name `{name}` is not kebab case of two words or more"
    if name.partition("-")[0] in ("no", "ban", "require", "avoid", "prefer", "use", "disallow", "enforce", "check"):
        yield f"the name `{name}` is an order; name the thing that is bad"
    yield from _broken_in_docs(docs)
    for source in rule.sources:
        if not _SOURCE.fullmatch(source):
            yield f"the source `{source}` is not spelled tool:id"
    for option in options_of(rule):
        if not option.help:
            yield f"option `{option.name}` has no help"
    yield from _broken_examples(rule, docs)


def _broken_in_docs(docs: Documentation) -> Iterator[str]:
    if not docs.summary.endswith(".") or docs.summary.count(". "):
        yield "the docstring does not begin with one sentence that ends in a full stop"
    for section in ("Why", "Bad", "Good"):
        if not docs.sections.get(section):
            yield f"the docstring has no section `## {section}`"
    for section in docs.sections:
        if section not in ("Why", "Bad", "Good", "References", "Limits"):
            yield f"the docstring's section `## {section}` is none of Why, Bad, Good, Limits, References"


def _broken_examples(rule: type[Rule], docs: Documentation) -> Iterator[str]:
    bad, good = files_of(docs.bad), files_of(docs.good)
    if not bad or not good:
        # What only the engine can see (files that are no text, rules that crash) is told in words.
        if rule.family() != "engine" or not docs.bad or not docs.good:
            yield "Bad and Good need SQL"
        return
    try:
        instance = rule()
    except TypeError as error:
        yield f"the rule can't be made with its defaults: {error}"
        return
    if not rule.needs_server and not judge(instance, bad, None, base_of(docs.bad), _applied_until(docs.bad)):
        yield "the Bad example is not flagged"
    if found := judge(instance, good, None, base_of(docs.good), _applied_until(docs.good)):
        yield f"the Good example is flagged: {line_of(found[0])}"
    if rule.family() != "engine":
        for section, files in (("Bad", bad), ("Good", good)):
            for finding in (f for f in judge_all([], files) if f.rule != rule.rule_name()):
                yield f"the {section} example is no sound migration: {finding.rule}: {finding.message}"


def files_of(fences: Sequence[tuple[str, str]]) -> list[File]:
    """The SQL fences of a section of a rule's docstring as the files of one history, in their order."""
    found: list[File] = []
    for info, body in fences:
        language, _, name = info.partition(" ")
        if language == "sql":
            found.append((name.strip() or default_name(len(found)), body))
    return found


def base_of(fences: Sequence[tuple[str, str]]) -> list[File] | None:
    """The files of git's base in a section of a rule's docstring; None where it has none."""
    return [(info.partition(" ")[2], body) for info, body in fences if info.startswith("base ")] or None


def _applied_until(fences: Sequence[tuple[str, str]]) -> str | None:
    said = (tomllib.loads(body).get("applied-until") for info, body in fences if info == "toml")
    return next(said, None)
