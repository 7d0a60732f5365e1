"""`miglint test`: run the examples and cases of your own rules."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..errors import MiglintError, PathError, RulePackError
from ..output.words import plural

if TYPE_CHECKING:
    from ..rule.registry import Registry, RuleFile


@click.command("test")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--rewrite", is_flag=True, help="Write the actual findings into the case files; then read the diff.")
@click.option("--traceback", is_flag=True, help="Show the whole traceback of a rule that fails.")
def command(paths: tuple[Path, ...], rewrite: bool, traceback: bool) -> None:
    """Test the rules in PATHS: folders or single files (default: the settings' rule-folders).

    Each rule (NAME.py or NAME.sql) must be documented, flag its Bad examples and not its Good ones. NAME.md beside it
    holds cases: migrations as SQL fences, and the findings to expect.

    Exit status: 0 all pass, 1 a rule is broken, 2 miglint failed.

    \b
    Examples:
      miglint test rules
      miglint test rules --rewrite
    """
    chosen = paths or _configured()
    failures = tested = 0
    worn = False
    for path in chosen:
        registry, files = _rules(path)
        for file in files:
            wrong = list(_promises(file, registry, traceback))
            cases = list(_cases(file, registry, rewrite, traceback))
            worn = worn or any(rewritable for _, rewritable in cases)
            problems = wrong + [problem for problem, _ in cases]
            tested += 1
            failures += len(problems)
            click.echo(f"{'ok    ' if not problems else 'broken'}  {file.name}")
            for problem in problems:
                click.echo("        " + problem.replace("\n", "\n        "))
    if not tested:
        raise PathError(f"no rules in {', '.join(map(str, chosen))}", "`miglint new-rule NAME` creates one")
    click.echo(f"{plural(tested, 'rule')}, {plural(failures, 'problem')}")
    if worn:
        click.echo("if the findings are right, `miglint test --rewrite` writes them into the cases")
    sys.exit(1 if failures else 0)


def _configured() -> tuple[Path, ...]:
    from ..config import load_settings
    from ..project.folders import project_at

    folders = load_settings(project_at(Path.cwd())).rule_folders
    if not folders:
        raise PathError("no rule folder given", "name one, or set rule-folders in miglint.toml")
    return folders


def _rules(path: Path) -> tuple[Registry, list[RuleFile]]:
    """Return the rules of a folder, or the one of a file: the rule itself, or its cases."""
    from ..rule.registry import load_registry

    single = path.is_file()
    registry = load_registry([path.parent if single else path], entry_points=False)
    files = sorted((file for file in registry.files.values() if not file.builtin), key=lambda file: file.name)
    if single:
        files = [file for file in files if file.path.with_suffix("") == path.resolve().with_suffix("")]
        if not files:
            raise PathError(f"{path} is not a rule", "rules are .py and .sql files; cases are the .md files beside")
    return registry, files


def _promises(file: RuleFile, registry: Registry, traceback: bool) -> Iterator[str]:
    from ..rule.rule import documentation
    from ..testing.promises import broken_examples, broken_promises

    rule = registry.rule(file.name)
    try:
        # The header of a rule in SQL is checked when it is read, and its examples are optional.
        if file.path.suffix == ".py":
            yield from broken_promises(rule)
        elif {"Bad", "Good"} & documentation(rule).sections.keys():
            yield from broken_examples(rule)
    except RulePackError:
        raise
    except MiglintError as error:
        yield _failure("an example", error, traceback)


def _cases(file: RuleFile, registry: Registry, rewrite: bool, traceback: bool) -> Iterator[tuple[str, bool]]:
    """Return the problems of a rule's cases, each with whether --rewrite would remove it."""
    from ..config.rule_options import OptionError
    from ..testing import differences, read_cases, rewritten, run_case
    from .case_offers import broken_offers, unsound

    path = file.path.with_suffix(".md")
    if not path.exists():
        yield f"no cases: write them in {path.name} beside it", False
        return
    text = path.read_text(encoding="utf-8")
    try:
        cases = read_cases(text)
    except ValueError as error:
        raise RulePackError(f"{path}: {error}") from None
    rule = registry.rule(file.name)
    found = []
    for case in cases:
        try:
            found.append(run_case(case, rule))
        except RulePackError:
            raise
        except MiglintError as error:
            yield _failure(f"{path.name}, {case.name}", error, traceback), False
            return
        except OptionError as error:
            yield f"{path.name}, {case.name}: {error.message}" + (f"; {error.hint}" if error.hint else ""), False
            return
    for case, findings in zip(cases, found, strict=True):
        if any(finding.fix or finding.remedy for finding in findings):
            for broken in broken_offers(case, rule, registry):
                yield f"{path.name}, {case.name}: {broken}", False
    if rewrite:
        path.write_text(rewritten(text, found), encoding="utf-8")
        return
    for case, findings in zip(cases, found, strict=True):
        if wrong := differences(case, findings):
            wrong += [f"beside    {line}" for line in unsound(case, rule, registry)]
            yield f"{path.name}, {case.name}:\n  " + "\n  ".join(wrong), True
    if not any(case.flagged for case in cases) or all(case.flagged for case in cases):
        yield f"{path.name}: cases that are flagged and cases that are not are both needed", False


def _failure(where: str, error: MiglintError, traceback: bool) -> str:
    text = f"{where}: {error.message}"
    return f"{text}\n{error.details.rstrip()}" if traceback and error.details else text
