"""A rule as plain data: for `miglint rules`, `miglint explain` and the rule table."""

from __future__ import annotations

from typing import Any

from ..config.constitutions import preset, preset_files
from ..config.resolve import preset_severity
from ..config.rule_options import rule_options
from ..rule.registry import Registry
from ..rule.rule import documentation, is_fixable
from ..urls import rule_url


def rule_data(name: str, registry: Registry) -> dict[str, Any]:
    """Return one entry of `miglint rules --format json`."""
    file, rule = registry.files[name], registry.rule(name)
    severity = {"default": rule.severity.value}
    for preset_name in preset_files():
        severity[preset_name] = preset_severity(name, preset(preset_name).rules.get(name), registry).value
    return {
        "name": name,
        "family": rule.family(),
        "kind": rule.kind.value,
        "summary": documentation(rule).summary,
        "severity": severity,
        "options": [
            {
                "name": option.key,
                "type": option.type,
                "default": list(option.default) if isinstance(option.default, tuple) else option.default,
                "help": option.help,
                **({"choices": list(option.choices)} if option.choices else {}),
            }
            for option in rule_options(rule).values()
        ],
        "fixable": is_fixable(rule),
        "sources": list(rule.sources),
        "url": rule_url(name) if file.builtin else None,
    }
