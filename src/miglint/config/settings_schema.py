"""The JSON schema of the settings file, made from the rules' own declarations."""

from __future__ import annotations

import json
from typing import Any

from ..catalog.target import PROFILES, RUNNERS
from ..rule.registry import Registry
from ..rule.rule import documentation
from ..urls import SCHEMA_URL
from .constitutions import PLATFORMS, preset_files
from .loader import DEFAULT_PRIVILEGES, OLDEST_POSTGRES
from .rule_options import Option, rule_options
from .rule_tables import COMMON, SEVERITIES

PATHS = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
COLUMNS = {
    "type": "object",
    "description": "A glob of tables = the column with the row's owner.",
    "additionalProperties": {"type": "string", "minLength": 1},
}

VERSION = {"anyOf": [{"type": "string", "pattern": "^[0-9]+$"}, {"type": "integer", "minimum": 0}]}


def settings_schema(registry: Registry) -> dict[str, Any]:
    """Return the schema of miglint.toml, and of a constitution file, which also has a `summary`."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": SCHEMA_URL,
        "title": "miglint.toml",
        "description": "Settings of miglint, the linter for PostgreSQL and Supabase migrations.",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "constitution": {
                **PATHS,
                "description": "A preset, a constitution file, or several of them; later ones override earlier ones. "
                f"Presets: {', '.join(preset_files())}.",
                "default": "atomic",
                "examples": list(preset_files()),
            },
            "summary": {"type": "string", "description": "A constitution file's purpose, in one line."},
            "rule-folders": {**PATHS, "description": "Folders with the team's own rules, one .py or .sql file each."},
            "migrations": {**PATHS, "description": "The migrations folders, if they aren't in the usual place."},
            "base": {**PATHS, "description": "SQL files or folders replayed before the first migration."},
            "applied-until": {
                **VERSION,
                "description": "The version of the last applied migration: up to it only debt is reported.",
            },
            "accepted": {
                "type": "string",
                "minLength": 1,
                "description": "The file of accepted findings; default: miglint-accepted.json beside the settings.",
            },
            "platform": {"enum": list(PLATFORMS), "description": "The platform that the migrations run on."},
            "postgres-version": {
                "type": "integer",
                "minimum": OLDEST_POSTGRES,
                "description": "The server's major version; default: as in supabase/config.toml, else 17.",
            },
            "exposed-schemas": {
                **PATHS,
                "description": "The schemas that the API exposes; default: as in supabase/config.toml.",
            },
            "default-privileges": {
                "enum": list(DEFAULT_PRIVILEGES),
                "description": "Whether the API roles get privileges on new tables (legacy) or none (revoked).",
            },
            "runner": {
                "enum": list(RUNNERS),
                "description": "The program that runs the files: Supabase's CLI 3 (or 2 since 2.109), its CLI 2, psql, "
                "or one that runs each file in a transaction; default: supabase-3, on plain PostgreSQL psql.",
            },
            "profiles": {
                "type": "object",
                "description": "What tables are for, by globs of their names; all others are shared.",
                "properties": {name: COLUMNS if name in ("owner", "tenant") else PATHS for name in PROFILES},
                "additionalProperties": False,
            },
            "style": {
                "type": "object",
                "description": "Layout and capitals, checked by sqlfluff in files that are not applied.",
                "properties": {"enabled": {"type": "boolean", "description": "Whether to.", "default": False}},
                "additionalProperties": False,
            },
            "rules": {
                "type": "object",
                "description": "A severity for each rule, or a table with its options.",
                "properties": {name: _rule(name, registry) for name in sorted(registry.files)},
                "additionalProperties": {"$ref": "#/definitions/foreign-rule"},
            },
            "exceptions": {"type": "array", "items": {"$ref": "#/definitions/exception"}},
        },
        "definitions": {
            "severity": {"enum": list(SEVERITIES), "description": "How much a finding matters."},
            "because": {"type": "string", "minLength": 1, "description": "Why the team has this rule."},
            "from": {
                **VERSION,
                "description": "The version of the first migration that the rule applies to.",
            },
            "id": {"type": "string", "minLength": 1, "description": "The team's own number for the rule."},
            "link": {"type": "string", "minLength": 1, "description": "The address of that article."},
            "foreign-rule": {
                "description": "A rule of a package or of a local folder.",
                "anyOf": [
                    {"$ref": "#/definitions/severity"},
                    {"type": "object", "properties": _common(), "additionalProperties": True},
                ],
            },
            "exception": {
                "type": "object",
                "description": "Findings that are accepted, with a reason, and until a date if given.",
                "required": ["rule", "reason"],
                "anyOf": [{"required": ["object"]}, {"required": ["file"]}],
                "additionalProperties": False,
                "properties": {
                    "rule": {"type": "string", "minLength": 1},
                    "object": {
                        "type": "string",
                        "minLength": 1,
                        "description": 'As in "public.contacts"; * matches anything.',
                    },
                    "file": {"type": "string", "minLength": 1, "description": "A path; * matches anything."},
                    "until": {"type": "string", "format": "date", "description": "The last day, as in 2026-12-31."},
                    "reason": {"type": "string", "minLength": 1},
                },
            },
        },
    }


def as_text(schema: dict[str, Any]) -> str:
    """Return the schema as the text of a file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _common() -> dict[str, Any]:
    return {key: {"$ref": f"#/definitions/{key}"} for key in COMMON}


def _rule(name: str, registry: Registry) -> dict[str, Any]:
    rule = registry.rule(name)
    options: dict[str, Any] = {}
    for option in rule_options(rule).values():
        for key in dict.fromkeys((option.key, option.name)):
            options[key] = _option(option)
    return {
        "description": documentation(rule).summary,
        "anyOf": [
            {"$ref": "#/definitions/severity"},
            {"type": "object", "properties": {**_common(), **options}, "additionalProperties": False},
        ],
    }


def _option(option: Option) -> dict[str, Any]:
    value: dict[str, Any] = {"enum": list(option.choices)} if option.choices else {"type": option.element}
    if option.is_list:
        value = {"type": "array", "items": value}
    default = list(option.default) if isinstance(option.default, tuple) else option.default
    return {**value, "description": option.help, **({} if default is None else {"default": default})}
