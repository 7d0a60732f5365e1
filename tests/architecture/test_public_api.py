"""What `miglint` exports: all of it, sorted, and cheap to import."""

from __future__ import annotations

import subprocess
import sys

import miglint


def test_every_exported_name_is_there() -> None:
    assert [name for name in miglint.__all__ if not hasattr(miglint, name)] == []


def test_every_name_is_exported_once() -> None:
    assert len(set(miglint.__all__)) == len(miglint.__all__)


def test_every_change_is_exported() -> None:
    from miglint.catalog import changes

    kinds = {
        name for name, thing in vars(changes).items() if isinstance(thing, type) and issubclass(thing, changes.Change)
    }
    assert kinds <= set(miglint.__all__)


def test_every_object_of_the_catalog_is_exported() -> None:
    from miglint import catalog

    assert set(catalog.__all__) <= set(miglint.__all__)


def test_import_is_cheap() -> None:
    heavy = {"pglast", "rich", "click", "orjson", "sqlfluff", "difflib"}
    code = f"import miglint, sys; print(*sorted({heavy} & set(sys.modules)))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert found.split() == []
