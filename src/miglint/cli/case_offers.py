"""The cases of a rule beside the rules that say whether a migration applies: what its SQL says, and what is offered."""

from __future__ import annotations

from collections.abc import Iterator

from ..config.settings import Settings
from ..fix.bench import Bench
from ..fix.edit_files import fix
from ..fix.remedy_migration import Titles, write
from ..judge.verdict import Basis
from ..rule.finding import Finding, Severity
from ..rule.in_force import RuleInForce
from ..rule.registry import Registry
from ..rule.rule import Rule, hooks, is_fixable
from ..testing import Case, history_of, instance_of, line_of, target_of


def broken_offers(case: Case, rule: type[Rule], registry: Registry) -> Iterator[str]:
    """Return which fixes and remedies of a rule's findings in a case don't hold, each with the reason."""
    if not is_fixable(rule):
        return
    bench = _bench(case, rule, registry)
    for finding, why in fix(bench.judge, lambda finding: finding.rule == rule.rule_name()).refused:
        yield f"the fix of {line_of(finding)} does not hold: {why}"
    path = bench.asked.folder / "29990101000000_settle.sql"
    mine = [f for f in bench.judge({}).findings if _is_settled(f, rule)]
    titles = Titles("-- Purpose: settle\n", {}, {rule.rule_name(): rule.family()})
    for finding, why in write(bench.judge, path, mine, titles).refused:
        yield f"the remedy of {line_of(finding)} does not hold: {why}"


def unsound(case: Case, rule: type[Rule], registry: Registry) -> Iterator[str]:
    """Return what keeps the SQL of a case from being read, followed or applied."""
    for finding in _bench(case, rule, registry).judge({}).findings:
        if finding.rule != rule.rule_name():
            yield f"{line_of(finding)}: {finding.message}"


def _is_settled(finding: Finding, rule: type[Rule]) -> bool:
    return finding.rule == rule.rule_name() and bool(finding.remedy and finding.remedy.statements)


def _bench(case: Case, rule: type[Rule], registry: Registry) -> Bench:
    """The case judged by its rule as the case sets it, and by all rules that say whether a migration applies."""
    names = (name for name, file in registry.files.items() if file.builtin and file.family in ("apply", "engine"))
    others = [kind() for kind in registry.load(names).values() if hooks(kind)]
    rules = [RuleInForce(each, Severity.ERROR) for each in (instance_of(case, rule), *others)]
    return Bench(history_of(case.files), Basis(rules, Settings(), registry), target_of(case))
