"""Identifiers and literals as SQL text, for the statements that findings suggest."""

from __future__ import annotations

import re
from functools import lru_cache

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*\Z")


@lru_cache(maxsize=1)
def _words_to_quote() -> frozenset[str]:
    from pglast import keywords

    return frozenset(keywords.RESERVED_KEYWORDS | keywords.COL_NAME_KEYWORDS | keywords.TYPE_FUNC_NAME_KEYWORDS)


def is_plain(name: str) -> bool:
    """Return whether a name needs no quotes, unless it is a keyword."""
    return _PLAIN.match(name) is not None


@lru_cache(maxsize=4096)
def quote_identifier(name: str) -> str:
    """Return an identifier for SQL: quoted if it would fold, or is a keyword that can't name everything.

    Follows PostgreSQL's quote_identifier (utils/adt/ruleutils.c), which leaves unreserved keywords bare.
    """
    if is_plain(name) and name not in _words_to_quote():
        return name
    return '"' + name.replace('"', '""') + '"'


def quote_name(schema: str | None, name: str) -> str:
    """Return a qualified name: public."Contact Notes"."""
    return f"{quote_identifier(schema)}.{quote_identifier(name)}" if schema else quote_identifier(name)


def quote_role(role: str) -> str:
    """Return a role as GRANT and TO spell it; the catalog's "public" is PUBLIC."""
    return "PUBLIC" if role == "public" else quote_identifier(role)


def quote_literal(text: str) -> str:
    """Return a string constant, as PostgreSQL's quote_literal writes it."""
    escape = "E" if "\\" in text else ""
    body = text.replace("'", "''").replace("\\", "\\\\")
    return f"{escape}'{body}'"
