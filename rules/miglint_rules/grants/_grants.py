"""Privileges in their usual order, and GRANT statements."""

from __future__ import annotations

from collections.abc import Iterable

from miglint import Relation, quote_name, quote_role

CRUD = ("SELECT", "INSERT", "UPDATE", "DELETE")
ORDER = (*CRUD, "TRUNCATE", "REFERENCES", "TRIGGER", "MAINTAIN")


def in_order(privileges: Iterable[str]) -> list[str]:
    """Return privileges in the order in which PostgreSQL's documentation lists them."""
    held = set(privileges)
    return [p for p in ORDER if p in held]


def grant(relation: Relation, privileges: Iterable[str], roles: Iterable[str]) -> str:
    """Return the GRANT statement."""
    on = quote_name(relation.schema, relation.name)
    return f"GRANT {', '.join(in_order(privileges))} ON {on} TO {', '.join(map(quote_role, roles))};"
