"""The table of built-in rules in rules/README.md: `python -m miglint.report.rule_table --write` updates it."""

from __future__ import annotations

import sys
from pathlib import Path

from ..config.constitutions import preset, preset_files
from ..rule.registry import Registry, builtin_folder, load_registry
from .rule_data import rule_data

HEAD = """\
# The rules

One rule, one file: the folder is the family, the file's name is the rule's, its docstring is the documentation, its
fields are the options. `miglint explain RULE` prints all of it. The presets:

"""


def rule_table(registry: Registry) -> str:
    """Return the text of rules/README.md."""
    presets = list(preset_files())
    lines = [f"- [`{name}`]({_link(path)}): {preset(name).summary}" for name, path in preset_files().items()]
    families = registry.families
    for family in sorted(families):
        lines += ["", f"## {family}", "", f"| rule | what is wrong | {' | '.join(presets)} |"]
        lines += [f"|---|---|{'---|' * len(presets)}"]
        lines += [_row(name, registry, presets) for name in sorted(families[family])]
    end = f"{len(registry.files)} rules. This file is generated: `python -m miglint.report.rule_table --write`"
    return HEAD + "\n".join([*lines, "", end, ""])


def _row(name: str, registry: Registry, presets: list[str]) -> str:
    data = rule_data(name, registry)
    severities = " | ".join(severity if (severity := data["severity"][each]) != "off" else "–" for each in presets)
    summary = data["summary"].replace("|", "\\|") + (" Fixable." if data["fixable"] else "")
    return f"| [{name}]({_link(registry.files[name].path)}) | {summary} | {severities} |"


def _link(path: Path) -> str:
    return path.relative_to(builtin_folder().parent).as_posix()


if __name__ == "__main__":
    table = rule_table(load_registry(entry_points=False))
    if "--write" in sys.argv:
        (builtin_folder().parent / "README.md").write_text(table, "utf-8")
    else:
        sys.stdout.write(table)
