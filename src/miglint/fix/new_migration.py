"""The debt of one history -> the new migration that fixes it: its path, its header and its statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from ..config.resolve import resolve
from ..judge.fixable import may_edit
from ..project.migration_names import header, new_path
from ..rule.finding import Finding
from ..rule.rule import documentation
from .bench import Bench
from .remedy_migration import Titles, Written, write

PURPOSE = "fix schema debt"
REASON = "the files that caused it are applied and can't be edited"


@dataclass(frozen=True)
class Settlement:
    """A new migration that is not written yet."""

    path: Path
    written: Written
    debt: int
    """The number of findings that have a remedy."""
    unsafe: int
    """The number of findings left out because their remedy isn't safe."""


def settle(bench: Bench, name: str, unsafe: bool, now: datetime) -> Settlement:
    """Return the migration called `name` that fixes the debt of files that can't change.

    `unsafe` includes remedies that change behaviour.
    """
    history, rules = bench.asked, [each.rule for each in bench.basis.rules]
    debt = _debt(bench)

    def wanted(finding: Finding) -> bool:
        return finding.remedy is not None and (unsafe or finding.remedy.safe)

    chosen = [finding for finding in debt if wanted(finding)]
    # --select chooses what to fix, not how a file begins.
    asking = [each.rule for each in resolve(bench.basis.settings, (), (), bench.basis.registry)]
    path = new_path(history.folder, name, now, asking)
    head = header(asking, PURPOSE, now, REASON) or [f"-- {PURPOSE.capitalize()}"]
    titles = Titles(
        "".join(f"{line}\n" for line in head if not line.endswith(":")),
        {rule.name: documentation(type(rule)).summary for rule in rules},
        {rule.name: rule.family() for rule in rules},
    )
    return Settlement(path, write(bench.judge, path, chosen, titles, wanted), len(debt), len(debt) - len(chosen))


def _debt(bench: Bench) -> list[Finding]:
    """Return the findings that only a new migration can fix."""
    history = bench.asked
    applied = not all(may_edit(history, migration) for migration in history.migrations)
    found = bench.judge({}).findings
    debt = [f for f in found if f.remedy and f.remedy.statements and not (applied and f.fix)]
    return [f for f in debt if history.targets is None or any(history.is_target(p.migration) for p in f.causes)]
