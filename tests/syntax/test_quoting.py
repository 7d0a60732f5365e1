"""Identifiers and literals are quoted as PostgreSQL quotes them."""

from __future__ import annotations

import pytest

from miglint.syntax.quoting import quote_identifier, quote_literal, quote_name, quote_role


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("contacts", "contacts"),
        ("contactNotes", '"contactNotes"'),
        ("order", '"order"'),  # reserved
        ("values", '"values"'),  # can't name a column everywhere
        ("left", '"left"'),  # can be a type or function
        ("name", "name"),  # unreserved
        ("2fa", '"2fa"'),
        ('a"b', '"a""b"'),
        ("straße", '"straße"'),
        ("a$b", '"a$b"'),
        ("", '""'),
    ],
)
def test_identifier(name: str, expected: str) -> None:
    assert quote_identifier(name) == expected


def test_qualified_name() -> None:
    assert quote_name("public", "contactNotes") == 'public."contactNotes"'


def test_name_without_schema() -> None:
    assert quote_name(None, "user") == '"user"'


def test_public_is_a_keyword_as_role() -> None:
    assert quote_role("public") == "PUBLIC"


def test_role_is_an_identifier() -> None:
    assert quote_role("api-user") == '"api-user"'


@pytest.mark.parametrize(("text", "expected"), [("it's", "'it''s'"), ("a\\b", "E'a\\\\b'"), ("", "''")])
def test_literal(text: str, expected: str) -> None:
    assert quote_literal(text) == expected
