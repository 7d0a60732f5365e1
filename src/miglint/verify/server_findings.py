"""The server's answer for a history as findings: refused-by-server, catalog-drift."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..catalog import Catalog
from ..catalog.object_refs import ObjectRef
from ..rule.finding import Finding
from ..syntax.source import Migration, Place, Span, Statement
from ..urls import REPOSITORY
from . import Verified
from .apply_files import Refusal
from .comparing import Difference, compare

_KINDS = {
    "columns": "column",
    "constraints": "constraint",
    "triggers": "trigger",
    "policies": "policy",
    "indexes": "index",
}


def refusals(verified: Verified) -> Iterator[Finding]:
    """Return one finding for each file that the server refused: at the statement where it stopped."""
    for refusal in verified.applied.refusals:
        yield Finding(
            "refused-by-server",
            f"PostgreSQL {verified.version} refuses this: {_sentence(refusal)}",
            refusal.place,
            help=refusal.hint,
            sqlstate=refusal.sqlstate,
        )


def drift(
    verified: Verified, replayed: Mapping[str, Sequence[Mapping[str, Any]]], files: Sequence[Migration]
) -> Iterator[Finding]:
    """Return one finding for each fact in which the server and the replay differ; `replayed` is what `miglint catalog`
    prints of the replay."""
    catalog = verified.replay.catalog
    for difference in compare(verified.lists, replayed, catalog):
        yield Finding(
            "catalog-drift",
            f"PostgreSQL {verified.version} and miglint differ: {difference}.",
            _place(catalog, difference, files),
            help=f"PostgreSQL is right: please report the statement at {REPOSITORY}/issues.",
            object=_object(difference),
        )


def _sentence(refusal: Refusal) -> str:
    state = f" ({refusal.sqlstate})" if refusal.sqlstate else ""
    detail = f" {refusal.detail}" if refusal.detail else ""
    return f"{refusal.message}{state}.{detail}"


def _object(difference: Difference) -> ObjectRef | None:
    row = difference.row
    if "schema" not in row or "name" not in row:
        return None
    kind = _KINDS.get(difference.list) or row.get("kind") or difference.list.removesuffix("s")
    signature = f"{row['name']}({', '.join(row['arg_types'])})" if "arg_types" in row else None
    return ObjectRef(str(kind), row["schema"], row["name"], row.get("table"), signature)


def _place(catalog: Catalog, difference: Difference, files: Sequence[Migration]) -> Place:
    """Return the place that last touched the object or its table, else the beginning of the last file."""
    row = difference.row
    schema, name = row.get("schema"), row.get("name", "")
    if difference.list in ("privileges", "comments", "publication_tables"):
        schema, _, name = str(row.get("object") or row.get("table") or "").partition(".")
        name = name.partition("(")[0]
    for statement in _made_by(catalog, str(schema), str(row.get("table") or name), str(name)):
        if statement.migration in files:
            return statement.visible.find(str(name).rpartition(".")[2])
    last = files[-1]
    return Place(last, Span(0, 0))


def _made_by(catalog: Catalog, schema: str, relation: str, name: str) -> Iterable[Statement]:
    objects = [
        catalog.named(schema, name),
        *catalog.routines_named(schema, name),
        catalog.type_named(schema, name),
        catalog.named(schema, relation),
        catalog.schema(schema),
    ]
    for found in objects:
        for statement in (getattr(found, "changed", None), getattr(found, "origin", None)):
            if isinstance(statement, Statement):
                yield statement
