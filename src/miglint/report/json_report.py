"""The report for programs: one JSON object in which every key is always present."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..catalog.object_refs import ObjectRef
from ..judge.result import Reported, Result
from ..output.json_text import to_json
from ..output.paths import relative
from ..rule.finding import Fix, Severity
from ..syntax.source import Place
from ..version import __version__
from .summary import rule_page

# The rules outside the family `apply` that name the SQLSTATE with which PostgreSQL stops.
_WITH_STATE = ("incomplete-history", "refused-by-server")


def render(result: Result, *, cwd: Path) -> str:
    """Return the whole result; silenced findings are listed and marked. Paths are relative to the working directory."""
    return to_json(
        {
            "miglint": __version__,
            "findings": [_finding(reported, cwd) for reported in result.findings],
            "summary": {
                "files": result.files,
                "context_files": result.context_files,
                "statements": result.statements,
                "errors": result.count(Severity.ERROR),
                "warnings": result.count(Severity.WARNING),
                "notes": result.count(Severity.NOTE),
                "suppressed": result.suppressed,
                "held_back": dict(sorted(result.held_back.items())),
            },
            "errors": [{"message": error.message, "hint": error.hint} for error in result.errors],
        }
    )


def _finding(reported: Reported, cwd: Path) -> dict[str, Any]:
    finding, in_force = reported.finding, reported.in_force
    place, family = finding.place, in_force.rule.family()
    return {
        "rule": finding.rule,
        "family": family,
        "severity": str(reported.severity),
        "message": finding.text,
        "help": finding.help,
        "because": in_force.because,
        "article": {"id": in_force.article, "link": in_force.link} if in_force.article or in_force.link else None,
        "file": relative(place.migration.path, cwd),
        "line": place.start.line,
        "column": place.start.column,
        "end_line": place.end.line,
        "end_column": place.end.column,
        "object": None if finding.object is None else _object(finding.object),
        "related": [_related(other, cwd) for other in finding.related],
        "version": place.migration.version,
        "sqlstate": finding.sqlstate if family == "apply" or finding.rule in _WITH_STATE else None,
        "fingerprint": reported.fingerprint,
        "suppressed": reported.suppression is not None,
        "url": rule_page(in_force.rule),
        "fix": None if finding.fix is None else _fix(finding.fix, cwd),
    }


_RELATIONS = ("table", "partitioned table", "foreign table", "view", "materialized view", "sequence")


def _object(reference: ObjectRef) -> dict[str, str | None]:
    described = {
        "kind": reference.kind,
        "schema": reference.schema,
        "relation": reference.name if reference.kind in _RELATIONS else reference.relation,
        "name": reference.name,
    }
    if reference.kind in ("function", "procedure"):
        described["signature"] = reference.signature
    return described


def _related(place: Place, cwd: Path) -> dict[str, str | int]:
    return {
        "file": relative(place.migration.path, cwd),
        "line": place.start.line,
        "column": place.start.column,
        "message": place.message,
    }


def _fix(fix: Fix, cwd: Path) -> dict[str, Any]:
    return {
        "title": fix.title,
        "edits": [
            {"file": relative(edit.migration.path, cwd), "start": edit.start, "end": edit.end, "text": edit.text}
            for edit in fix.edits
        ],
        "safe": fix.safe,
    }
