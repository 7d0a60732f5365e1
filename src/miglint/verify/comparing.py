"""The server's lists compared with the replay's: every row that differs, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..catalog import Catalog

Row = Mapping[str, Any]

_IDENTITY: dict[str, tuple[str, ...]] = {
    "schemas": ("name",),
    "tables": ("schema", "name"),
    "columns": ("schema", "table", "name"),
    "constraints": ("schema", "table", "name"),
    "indexes": ("schema", "name"),
    "views": ("schema", "name"),
    "functions": ("schema", "name", "arg_types"),
    "triggers": ("schema", "table", "name"),
    "policies": ("schema", "table", "name"),
    "types": ("schema", "name"),
    "sequences": ("schema", "name"),
    "privileges": ("kind", "object", "column", "grantee", "privilege"),
    "extensions": ("name",),
    "publication_tables": ("publication", "table"),
    "comments": ("kind", "object"),
}
_ASPECTS = {
    "tables": ("rls",),
    "columns": ("columns",),
    "constraints": ("constraints", "columns"),
    "indexes": ("indexes", "constraints", "columns"),
    "views": ("options",),
    "policies": ("policies",),
    "triggers": ("triggers",),
    "privileges": ("grants", "routine grants"),
}
"""The aspects that, once unknown, leave rows of a list open; "existence" and "all" leave every row open."""

_NOUNS = {"indexes": "index", "policies": "policy", "privileges": "privilege", "publication_tables": "published table"}


@dataclass(frozen=True, slots=True)
class Difference:
    """One row in which the server and the replay differ; None for the side that lacks it."""

    list: str
    server: Row | None
    replay: Row | None

    @property
    def row(self) -> Row:
        row = self.server if self.server is not None else self.replay
        assert row is not None
        return row

    @property
    def label(self) -> str:
        """Return the row as people name it: index public.contacts_name_idx."""
        row, noun = self.row, _NOUNS.get(self.list, self.list.removesuffix("s"))
        match self.list:
            case "functions":
                return f"{noun} {row['schema']}.{row['name']}({', '.join(row['arg_types'])})"
            case "privileges":
                column = f" ({row['column']})" if row["column"] else ""
                return f"{row['privilege']} on {row['kind']} {row['object']}{column} to {row['grantee']}"
            case "comments":
                return f"comment on {row['kind']} {row['object']}"
        return f"{noun} " + ".".join(str(row[name]) for name in _IDENTITY[self.list])

    def __str__(self) -> str:
        if self.replay is None:
            return f"PostgreSQL {self._verb} {self.label}, the replay doesn't"
        if self.server is None:
            return f"the replay {self._verb} {self.label}, PostgreSQL doesn't"
        fields = [name for name, value in self.server.items() if self.replay.get(name) != value]
        differences = "; ".join(
            f"{name} is {_say(self.server[name])}, not {_say(self.replay.get(name))}" for name in fields
        )
        return f"{self.label}: {differences}"

    @property
    def _verb(self) -> str:
        return "grants" if self.list == "privileges" else "has"


def compare(
    server: Mapping[str, Sequence[Row]], replayed: Mapping[str, Sequence[Row]], catalog: Catalog
) -> Iterator[Difference]:
    """Return every difference, list by list, except what the replay marks as unknown."""
    for name, keys in _IDENTITY.items():
        right = _by_identity(server.get(name, ()), keys)
        ours = _by_identity([row for row in replayed.get(name, ()) if _is_compared(name, row)], keys)
        for key in sorted({*right, *ours}):
            difference = Difference(name, right.get(key), ours.get(key))
            if difference.server != difference.replay and not _is_unknown(catalog, difference):
                yield difference


def _by_identity(rows: Sequence[Row], keys: tuple[str, ...]) -> dict[str, Row]:
    return {repr([row[key] for key in keys]): row for row in rows}


def _is_compared(name: str, row: Row) -> bool:
    """Return whether a row is compared: the comment that CREATE EXTENSION adds is not."""
    return not (name == "comments" and row["kind"] == "extension")


def _is_unknown(catalog: Catalog, difference: Difference) -> bool:
    """Return whether the replay marks this as unknown."""
    row, aspects = difference.row, ("existence", "all", *_ASPECTS.get(difference.list, ()))
    schema, names = row.get("schema"), {row.get("table"), row.get("name")}
    if difference.list == "privileges":
        schema, _, name = str(row["object"]).partition(".")
        names = {name.partition("(")[0]}
    return any(
        unknown.aspect in aspects
        and unknown.schema in (None, schema)
        and (unknown.name is None or unknown.name in names)
        for unknown in catalog.unknown
    )


def _say(value: Any) -> str:
    if isinstance(value, list):
        return f"({', '.join(map(_say, value))})"
    return {None: "none", True: "true", False: "false"}.get(value, str(value))
