"""The parts of a settings file about rules: [rules] and [[exceptions]]. Whether the rules and their options exist is
checked later, by resolve()."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from ..rule.finding import Severity
from .document import Document, Key
from .settings import ExceptionRule, RuleSettings
from .value_checks import choice, described, refuse_unknown, table, text, version, wrong_type

COMMON = ("severity", "because", "from", "id", "link")
"""The keys of every rule, besides its own options."""

SEVERITIES = tuple(severity.value for severity in Severity)
EXCEPTION_KEYS = ("rule", "object", "file", "until", "reason")


def read_rules(document: Document) -> dict[str, RuleSettings]:
    """[rules]: NAME = "severity", or [rules.NAME] with COMMON's keys and the rule's own options."""
    rules = table(document, ("rules",), document.table.get("rules", {}))
    return {name: _read_rule(document, ("rules", name), value) for name, value in rules.items()}


def _read_rule(document: Document, keys: tuple[Key, ...], value: Any) -> RuleSettings:
    if not isinstance(value, dict):
        return RuleSettings(_severity(document, keys, value))
    options: dict[str, Any] = {}
    for key, item in value.items():
        if key in COMMON:
            continue
        name = key.replace("-", "_")
        if name in options:
            raise document.error(
                (*keys, key), f"`{key}` is given twice", "write it with hyphens or underscores, not both"
            )
        options[name] = item
    return RuleSettings(
        severity=_severity(document, (*keys, "severity"), value["severity"]) if "severity" in value else None,
        options=options,
        because=text(document, (*keys, "because"), value["because"]) if "because" in value else None,
        from_version=version(document, (*keys, "from"), value["from"]) if "from" in value else None,
        article=text(document, (*keys, "id"), value["id"]) if "id" in value else None,
        link=text(document, (*keys, "link"), value["link"]) if "link" in value else None,
    )


def _severity(document: Document, keys: tuple[Key, ...], value: Any) -> Severity:
    return Severity(choice(document, keys, value, SEVERITIES))


def read_exceptions(document: Document) -> tuple[ExceptionRule, ...]:
    """[[exceptions]]: rule, object or file, until, reason."""
    entries = document.table.get("exceptions", [])
    if not isinstance(entries, list):
        raise wrong_type(document, ("exceptions",), "a list of tables ([[exceptions]])", entries)
    return tuple(_read_exception(document, ("exceptions", index), entry) for index, entry in enumerate(entries))


def _read_exception(document: Document, keys: tuple[Key, ...], value: Any) -> ExceptionRule:
    entry = table(document, keys, value)
    refuse_unknown(document, keys, entry, EXCEPTION_KEYS)
    for key in ("rule", "reason"):
        if key not in entry:
            raise document.error(keys, f"an exception has no `{key}`", "every exception needs a rule and a reason")
    if "object" not in entry and "file" not in entry:
        raise document.error(
            keys,
            "an exception names neither an object nor a file",
            f'to silence the whole rule write {entry["rule"]} = "off" under [rules]',
        )
    texts = {
        key: text(document, (*keys, key), entry[key]) for key in ("rule", "reason", "object", "file") if key in entry
    }
    until = _date(document, (*keys, "until"), entry["until"]) if "until" in entry else None
    return ExceptionRule(texts["rule"], texts["reason"], texts.get("object"), texts.get("file"), until)


def _date(document: Document, keys: tuple[Key, ...], value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()[:10]
    try:
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            return date.fromisoformat(value).isoformat()
    except ValueError:
        pass
    raise document.error(keys, f"`until` is not a date: {described(value)}", 'write it as until = "2026-12-31"')
