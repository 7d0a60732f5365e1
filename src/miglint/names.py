"""The addresses of the project's documentation, in one place."""

from __future__ import annotations

SITE = "https://miglint.github.io/miglint"


def rule_url(name: str) -> str:
    """The page of a built-in rule."""
    return f"{SITE}/rules/{name}/"
