"""The report as GitLab's Code Quality reads it: a list of issues, with lines counted from 1."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..judge.result import Reported, Result
from ..output.json_text import to_json
from ..output.paths import relative
from ..rule.finding import Severity
from .summary import SECURITY, in_one

_SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "info", Severity.OFF: "info"}


def render(result: Result, *, cwd: Path, root: Path | None = None) -> str:
    """Return the shown findings; paths are relative to the git root."""
    met: Counter[str] = Counter()
    return to_json([_issue(reported, root or cwd, met) for reported in result.shown])


def _issue(reported: Reported, base: Path, met: Counter[str]) -> dict[str, Any]:
    finding = reported.finding
    return {
        "description": in_one(finding, reported.in_force),
        "check_name": finding.rule,
        "categories": ["Security"] if reported.in_force.rule.family() in SECURITY else ["Bug Risk"],
        "fingerprint": _unique(reported.fingerprint, met),
        "severity": _SEVERITIES[reported.severity],
        "location": {
            "path": relative(finding.place.migration.path, base),
            "lines": {"begin": finding.place.start.line, "end": finding.place.end.line},
        },
    }


def _unique(fingerprint: str, met: Counter[str]) -> str:
    """Return a fingerprint that is unique in the report, numbered if needed: GitLab drops an issue it has seen."""
    met[fingerprint] += 1
    return sha256(f"{fingerprint}\0{met[fingerprint]}".encode("utf-8", "backslashreplace")).hexdigest()
