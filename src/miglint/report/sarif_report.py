"""The report for code scanning: SARIF 2.1.0 (OASIS), with what GitHub needs and other viewers use."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..catalog.object_refs import ObjectRef
from ..judge.result import Reported, Result
from ..output.json_text import to_json
from ..output.paths import absolute, inside
from ..rule.finding import Fix, Severity
from ..rule.in_force import RuleInForce
from ..syntax.source import Migration, Place, Span
from ..urls import SITE
from ..version import __version__
from .line_hash import LineHashes
from .sarif_rules import described
from .summary import in_one, sentence

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_SNIPPET = 4000
"""Longer snippets are left out of the report; a viewer has the file."""


def render(result: Result, *, cwd: Path, root: Path | None = None, include_suppressed: bool = False) -> str:
    """Return one run with all active rules. Silenced findings are left out, because GitHub opens alerts for them."""
    base = root or cwd
    reported = [f for f in result.findings if include_suppressed or f.suppression is None]
    rules = _rules(result, reported)
    index = {in_force.name: number for number, in_force in enumerate(rules)}
    hashes: dict[Migration, LineHashes] = {}
    run = {
        "tool": {
            "driver": {
                "name": "miglint",
                "semanticVersion": __version__,
                "informationUri": f"{SITE}/",
                "rules": [described(in_force) for in_force in rules],
            }
        },
        "automationDetails": {"id": _category(result, base)},
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(result)],
        "results": [_result(each, index[each.finding.rule], base, hashes) for each in reported],
    }
    return to_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rules(result: Result, reported: Iterable[Reported]) -> list[RuleInForce]:
    """Return the rules in force, and those of the findings if one is missing there, by name."""
    rules = {each.finding.rule: each.in_force for each in reported}
    rules.update({in_force.name: in_force for in_force in result.rules if in_force.severity is not Severity.OFF})
    return [rules[name] for name in sorted(rules)]


def _category(result: Result, base: Path) -> str:
    """Return what GitHub tells uploads of one tool apart by: everything up to the last slash."""
    folders = [inside(folder, base) for folder in result.folders]
    if len(folders) == 1 and folders[0] and folders[0] != ".":
        return f"miglint/{folders[0]}/"
    return "miglint/"


def _invocation(result: Result) -> dict[str, Any]:
    notifications = [
        {
            "level": "error",
            "message": {"text": _plain(sentence(f"{error.message} {error.hint}".strip()))},
            "descriptor": {"id": type(error).__name__},
        }
        for error in result.errors
    ]
    return {"executionSuccessful": not result.errors, "toolExecutionNotifications": notifications}


def _result(reported: Reported, index: int, base: Path, hashes: dict[Migration, LineHashes]) -> dict[str, Any]:
    finding = reported.finding
    place, level = finding.place, reported.severity.value
    location = _location(place, base)
    if place.message:
        location["message"] = {"text": _plain(place.message)}
    if finding.object is not None:
        location["logicalLocations"] = [_logical(finding.object)]
    if place.migration not in hashes:
        hashes[place.migration] = LineHashes(place.migration.text)
    described: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": level,
        "message": {"text": _plain(sentence(in_one(finding, reported.in_force)))},
        "locations": [location],
        "partialFingerprints": {
            "primaryLocationLineHash": hashes[place.migration][place.start.line],
            "miglint/v1": reported.fingerprint,
        },
    }
    if finding.related:
        described["relatedLocations"] = [
            {"id": number, **_location(other, base), "message": {"text": _plain(other.message) or "See also."}}
            for number, other in enumerate(finding.related, 1)
        ]
    if finding.fix is not None:
        described["fixes"] = [_fix(finding.fix, base)]
    if reported.suppression is not None:
        described["suppressions"] = [
            {
                "kind": "inSource" if reported.suppression.by == "comment" else "external",
                "status": "accepted",
                "justification": reported.suppression.reason,
            }
        ]
    return described


def _location(place: Place, base: Path) -> dict[str, Any]:
    region = _region(place.migration, place.span)
    if place.span.end - place.span.start <= _SNIPPET:
        region["snippet"] = {"text": place.migration.text[place.span.start : place.span.end]}
    return {"physicalLocation": {"artifactLocation": _artifact(place.migration, base), "region": region}}


def _region(migration: Migration, span: Span) -> dict[str, Any]:
    start, end = migration.position(span.start), migration.position(span.end)
    return {"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column}


def _artifact(migration: Migration, base: Path) -> dict[str, str]:
    path = inside(migration.path, base)
    if path is not None:
        return {"uri": _encoded(path), "uriBaseId": _ROOT}
    outside = absolute(migration.path).as_posix()
    return {"uri": f"file://{'' if outside.startswith('/') else '/'}{_encoded(outside)}"}


def _encoded(path: str) -> str:
    return quote(path, safe="/-._~", errors="surrogateescape")


def _logical(reference: ObjectRef) -> dict[str, str]:
    return {"name": reference.name, "fullyQualifiedName": reference.label, "kind": reference.kind}


def _fix(fix: Fix, base: Path) -> dict[str, Any]:
    changes: dict[Migration, list[dict[str, Any]]] = {}
    for edit in fix.edits:
        changes.setdefault(edit.migration, []).append(
            {
                "deletedRegion": _region(edit.migration, Span(edit.start, edit.end)),
                "insertedContent": {"text": edit.text},
            }
        )
    return {
        "description": {"text": _plain(sentence(fix.title))},
        "artifactChanges": [
            {"artifactLocation": _artifact(migration, base), "replacements": replacements}
            for migration, replacements in changes.items()
        ],
    }


def _plain(text: str) -> str:
    """Return a text in which viewers see no link: SARIF reads [text](target) as one (3.11.6)."""
    return text.replace("[", "\\[").replace("]", "\\]") if "](" in text else text
