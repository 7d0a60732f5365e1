"""The identity of a finding: what it is about, not where it stands, so that it survives lines moving above it."""

from __future__ import annotations

from ..catalog.object_refs import ObjectRef
from ..record import replace
from ..rule.finding import Finding
from ..syntax.parser import statement_fingerprint
from ..syntax.source import Place
from ..syntax.tokens import tokens


def fingerprint(finding: Finding, version: str | None) -> str:
    """The key of a finding in the accepted list: rule and object, else rule, version and the statement's fingerprint.

    `version` is the migration's; a file without one is known by its name. Two findings of one rule about one object (or
    one statement, where there is no object) are the same finding.
    """
    if finding.object is not None:
        return f"{finding.rule}:{object_key(finding.object)}"
    migration = finding.place.migration
    return ":".join((finding.rule, version or migration.name, _statement_key(finding.place)))


def key_of(finding: Finding) -> str:
    """The fingerprint of a finding by its primary place, wherever a narrowed run has moved it to."""
    if finding.object is not None:
        return f"{finding.rule}:{object_key(finding.object)}"
    place = finding.causes[0] if finding.causes else finding.place
    if place is finding.place:
        return fingerprint(finding, finding.place.migration.version)
    return fingerprint(replace(finding, place=place), place.migration.version)


def object_key(reference: ObjectRef) -> str:
    """An object's kind and full name, quoted where two names could read as one: table:public.contacts."""
    parts = [reference.schema, reference.relation if reference.is_part else None]
    own = reference.signature or _quoted(reference.name)
    return f"{reference.kind}:{'.'.join([*(_quoted(part) for part in parts if part), own])}"


def _quoted(name: str) -> str:
    if name.isidentifier() or name.replace("_", "a").isalnum():
        return name
    return '"' + name.replace('"', '""') + '"'


def _statement_key(place: Place) -> str:
    """The fingerprint of the statement that a place lies in, else one of its text; "" where there is no text, as in a
    finding about a whole file, which stays the same when something is written above its first statement."""
    migration = place.migration
    if place.span.start == place.span.end:
        return ""
    if (statement := place.statement) and (text := statement.text):
        return statement_fingerprint(text) or _text_key(text)
    return _text_key(migration.text[place.span.start : place.span.end])


def _text_key(text: str) -> str:
    """A hash of a text's tokens: white space and comments between them don't count, unless there is nothing else."""
    from hashlib import sha256

    words = [text[token.start : token.end] for token in tokens(text) if token.kind != "comment"]
    if not words:
        words = text.split()
    return sha256("\0".join(words).encode("utf-8", "backslashreplace")).hexdigest()[:16] if words else ""
