"""docs/rule-api.md is what the source says of the public API."""

from __future__ import annotations

from helpers.rule_api import PAGE, page

import miglint

TEXT = PAGE.read_text(encoding="utf-8")


def test_the_page_is_current() -> None:
    assert page() == TEXT, "run: python tests/helpers/rule_api.py --write"


def test_every_name_has_its_entry() -> None:
    headings = [line.removeprefix("### ") for line in TEXT.splitlines() if line.startswith("### ")]
    assert sorted(headings) == sorted([*miglint.__all__, "Store"])


def test_fields_properties_and_methods_are_there() -> None:
    assert "- `roles: tuple[str, ...] = ('public',)`" in TEXT
    assert "- `column(key: str | int) -> Column | None`: A column by its name or attnum." in TEXT
    assert (
        "- `before: Catalog`: return the catalog before the statement; valid while the step is being checked." in TEXT
    )
