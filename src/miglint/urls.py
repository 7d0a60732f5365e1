"""The addresses of the project's documentation, in one place."""

from __future__ import annotations

SITE = "https://miglint.github.io/miglint"
REPOSITORY = "https://github.com/miglint/miglint"
SCHEMA_URL = f"{SITE}/miglint.schema.json"


def rule_url(name: str) -> str:
    """The page of a built-in rule."""
    return f"{SITE}/rules/{name}/"
