"""The subject of `miglint why`: an object by its name, or a line of a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..catalog import Catalog
from ..catalog.labels import labels, relation_label
from ..errors import UsageError, did_you_mean
from ..output.words import listed
from ..rule.finding import Finding
from ..rule.history import History
from ..syntax.source import Migration, Place, Statement


@dataclass
class Subject:
    """The qualified names of objects, or one statement or line of a file."""

    text: str
    names: frozenset[str] = frozenset()
    migration: Migration | None = None
    line: int = 0
    statement: Statement | None = None

    def is_about(self, finding: Finding) -> bool:
        """Return whether a finding is about it."""
        if self.migration is not None:
            return any(self._covers(place) for place in (finding.place, *finding.causes))
        label = finding.object.label if finding.object else None
        return label is not None and any(
            label == name or label.startswith((f"{name}.", f"{name}(")) for name in self.names
        )

    def _covers(self, place: Place) -> bool:
        if place.migration is not self.migration:
            return False
        if self.statement is not None:
            span = self.statement.span
            return span.start <= place.span.start < span.end
        return place.start.line <= self.line <= place.end.line


def at_line(history: History, subject: str) -> Subject | None:
    """Return the subject FILE:LINE; None for other text. Raises UsageError for a file or line that doesn't exist."""
    name, colon, number = subject.rpartition(":")
    if name.rpartition(":")[2].isdigit() and name.count(":"):  # FILE:LINE:COLUMN
        name, colon, number = name.rpartition(":")
    if not colon or not number.isdigit():
        if (name if colon else subject).endswith(".sql"):
            raise UsageError(f"{subject} has no line number", "Write FILE:LINE, for example 20250101000000_a.sql:1.")
        return None
    base = name.replace("\\", "/").rpartition("/")[2]
    migration = next((m for m in history.migrations if m.name == base), None)
    if migration is None:
        raise UsageError(
            f"{name} is not one of the migrations", did_you_mean(base, [m.name for m in history.migrations])
        )
    line = int(number)
    lines = len(migration.text.splitlines())
    if not 1 <= line <= lines:
        raise UsageError(f"{name} has no line {line}", f"It has {lines}.")
    for statement in migration.statements:
        place = statement.place()
        if place.start.line <= line <= place.end.line:
            return Subject(subject, migration=migration, line=line, statement=statement)
    return Subject(subject, migration=migration, line=line)


def objects(catalog: Catalog, subject: str) -> Iterator[Subject]:
    """Return what a name may mean: as written, as SQL reads it, then a part of a table by its name alone."""
    plain = unquoted(subject)
    for name in dict.fromkeys((subject, plain, plain.lower())):
        yield _object(catalog, name)
    parts = sorted(label for label in labels(catalog) if label.endswith(f".{plain}"))
    if len(parts) > 1:
        raise UsageError(f"{len(parts)} objects match {subject}: {listed(parts, 4)}", "Name one of them.")
    yield from (Subject(label, frozenset([label])) for label in parts)


def _object(catalog: Catalog, subject: str) -> Subject:
    """Return the objects with a name; without a schema, those of every schema."""
    head, dot, rest = subject.partition(".")
    if dot and catalog.schema(head):
        index = catalog.named(head, rest)
        return Subject(subject, frozenset([relation_label(index, catalog) if index else subject]))
    named = [relation_label(r, catalog) for r in catalog.relations if r.name == head]
    named += [r.qualified for r in catalog.routines if r.name == head]
    return Subject(subject, frozenset(f"{label}{dot}{rest}" for label in named) or frozenset([subject]))


def unquoted(name: str) -> str:
    """Return a name without the quotes around its parts."""
    if name.count('"') < 2:
        return name
    return name.replace('""', "\0").replace('"', "").replace("\0", '"')
