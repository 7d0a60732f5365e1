"""Failures of rules and of miglint itself, as findings of the rule rule-crash."""

from __future__ import annotations

from pathlib import Path

from ..catalog.changes import ReplayFailed
from ..output.paths import inside
from ..rule.finding import Finding
from ..rule.registry import BUILTIN
from ..rule.rule import Rule
from ..syntax.source import Place
from ..urls import REPOSITORY

REPORT = f"Report it with this statement: {REPOSITORY}/issues"


def rule_crash(rule: Rule, error: Exception, place: Place) -> Finding:
    """Return the finding for a rule that raised: what, and in which line of the rule's file."""
    own = type(rule).__module__.partition(".")[0] == BUILTIN
    switch = f'set {rule.name} = "off" in the settings until it is fixed.'
    return Finding(
        "rule-crash",
        f"the rule {rule.name} failed here: {reason(rule, error)}. Its findings may be missing.",
        place,
        help=f"{REPORT}, and {switch}" if own else f"Fix the rule (--traceback shows the calls), or {switch}",
    )


def replay_failure(change: ReplayFailed) -> Finding:
    """Return the finding for a statement on which miglint itself failed."""
    return Finding(
        "rule-crash",
        f"miglint failed to replay this statement: {change.error}. Its effects are missing from here on.",
        change.place(),
        help=REPORT,
    )


def reason(rule: Rule, error: Exception) -> str:
    """Return an exception in one line, with the line of the rule that raised it: "KeyError: 'id' (rules/x.py:12)"."""
    found = ""
    traceback = error.__traceback__
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if traceback.tb_frame.f_globals.get("__name__") == type(rule).__module__:
            path = Path(code.co_filename)
            # The built-in rules may be installed anywhere: their path starts with the package.
            root = Path.cwd() if type(rule).__module__.partition(".")[0] != BUILTIN else path.parents[2]
            found = f" ({inside(path, root) or path.as_posix()}:{traceback.tb_lineno})"
        traceback = traceback.tb_next
    text = " ".join(str(error).split())
    if isinstance(error, TypeError) and not found and text.endswith("is not iterable"):
        text += ": a hook yields its findings"
    return f"{type(error).__name__}: {text}{found}" if text else f"{type(error).__name__}{found}"
