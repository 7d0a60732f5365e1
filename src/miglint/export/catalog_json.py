"""The catalog after the last migration as JSON: what the migrations made or changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..catalog import Assumption, Unknown
from ..output.json_text import to_json
from ..output.paths import relative
from .catalog_rows import SECTIONS, Row
from .replayed import Replayed


def render(replay: Replayed, cwd: Path) -> str:
    """Return the JSON text; paths as seen from `cwd`."""
    return to_json(document(replay, cwd))


def document(replay: Replayed, cwd: Path) -> dict[str, list[Row]]:
    """Return every list, sorted; rows that the prelude had already are left out."""
    catalog, revoked = replay.catalog, replay.target.revoked
    before = replay.start
    found: dict[str, list[Row]] = {}
    for name, rows in SECTIONS.items():
        old = {_key(row) for row in rows(before, revoked)}
        new = [row for row in rows(catalog, revoked) if _key(row) not in old]
        found[name] = sorted(({k: v for k, v in row.items() if k[0] != "_"} for row in new), key=_order)
    found["unknown"] = sorted((_unknown(row, cwd) for row in catalog.unknown), key=_order)
    found["assumed"] = sorted((_assumed(row, cwd) for row in catalog.assumptions), key=_order)
    return found


def _key(row: Row) -> str:
    return repr(sorted(row.items()))


def _order(row: Row) -> list[Any]:
    """Return rows sort by their values in the order of their keys; None comes first."""
    return [(value is not None, str(value)) for value in row.values()]


def _unknown(row: Unknown, cwd: Path) -> Row:
    place = row.statement.place()
    return {
        "kind": row.aspect,
        "object": ".".join(filter(None, (row.schema, row.name))) or None,
        "reason": row.reason,
        "file": relative(place.migration.path, cwd),
        "line": place.start.line,
    }


def _assumed(row: Assumption, cwd: Path) -> Row:
    place = row.statement.place(row.location)
    return {
        "kind": row.kind,
        "object": row.object,
        "file": relative(place.migration.path, cwd),
        "line": place.start.line,
    }
