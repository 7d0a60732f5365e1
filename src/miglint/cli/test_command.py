"""`miglint test`: run the examples and cases of your own rules."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from ..errors import PathError, RulePackError
from ..output.words import plural


@click.command("test")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path))
@click.option("--rewrite", is_flag=True, help="Write the actual findings into the case files; then read the diff.")
def command(folders: tuple[Path, ...], rewrite: bool) -> None:
    """Test the rules in FOLDERS (default: the settings' rule-folders).

    Each rule (NAME.py or NAME.sql) must be documented, flag its Bad examples and not its Good ones. NAME.md beside it
    holds cases: migrations as SQL fences, and the findings to expect.

    Exit status: 0 all pass, 1 a rule is broken, 2 miglint failed.

    \b
    Examples:
      miglint test rules
      miglint test rules --rewrite
    """
    chosen = folders or _configured()
    failures = tested = 0
    for folder in chosen:
        for name, problems in _test(folder, rewrite):
            tested += 1
            click.echo(f"{'ok    ' if not problems else 'broken'}  {name}")
            for problem in problems:
                failures += 1
                click.echo("        " + problem.replace("\n", "\n        "))
    if not tested:
        raise PathError(f"no rules in {', '.join(map(str, chosen))}", "`miglint new-rule NAME` creates one")
    click.echo(f"{plural(tested, 'rule')}, {plural(failures, 'problem')}")
    sys.exit(1 if failures else 0)


def _configured() -> tuple[Path, ...]:
    from ..config import load_settings
    from ..project.folders import project_at

    folders = load_settings(project_at(Path.cwd())).rule_folders
    if not folders:
        raise PathError("no rule folder given", "name one, or set rule-folders in miglint.toml")
    return folders


def _test(folder: Path, rewrite: bool) -> Iterator[tuple[str, list[str]]]:
    """Return each rule of a folder with its problems."""
    from ..rule.registry import load_registry
    from ..testing import broken_promises

    registry = load_registry([folder], entry_points=False)
    for name, file in sorted(registry.files.items()):
        if file.builtin:
            continue
        rule = registry.rule(name)
        problems = [] if file.path.suffix == ".sql" else list(broken_promises(rule))
        cases = file.path.with_suffix(".md")
        if cases.exists():
            problems += _cases(cases, name, registry, rewrite)
        else:
            problems.append(f"no cases: write {cases.name} beside it")
        yield name, problems


def _cases(path: Path, name: str, registry: object, rewrite: bool) -> Iterator[str]:
    from ..rule.registry import Registry
    from ..testing import read_cases, rewritten, run_case

    assert isinstance(registry, Registry)
    text = path.read_text(encoding="utf-8")
    try:
        cases = read_cases(text)
    except ValueError as error:
        raise RulePackError(f"{path}: {error}") from None
    rule = registry.rule(name)
    found = [run_case(case, rule) for case in cases]
    if rewrite:
        path.write_text(rewritten(text, found), encoding="utf-8")
        return
    for case, lines in zip(cases, found, strict=True):
        missing = [line for line in case.expected if line not in lines]
        extra = [line for line in lines if line not in case.expected]
        if missing or extra:
            says = [f"expected  {line}" for line in missing] + [f"found     {line}" for line in extra]
            yield f"{path.name}, {case.name}:\n  " + "\n  ".join(says)
    if not any(case.expected for case in cases) or all(case.expected for case in cases):
        yield f"{path.name}: cases that are flagged and cases that are not are both needed"
