"""The identity of a finding: its object instead of its position, so that it survives edits above it."""

from __future__ import annotations

from ..catalog.object_refs import ObjectRef
from ..record import replace
from ..rule.finding import Finding
from ..syntax.parser import statement_fingerprint
from ..syntax.source import Place
from ..syntax.tokens import tokens


def fingerprint(finding: Finding, version: str | None) -> str:
    """Return the key of a finding in the accepted list: rule and object, else rule, version and the statement's
    fingerprint.

    `version` is the migration's; a file without one counts by its name. Two findings of one rule about one object (or,
    without an object, one statement) are the same finding.
    """
    if finding.object is not None:
        return f"{finding.rule}:{object_key(finding.object)}"
    migration = finding.place.migration
    return ":".join((finding.rule, version or migration.name, _statement_key(finding.place)))


def key_of(finding: Finding) -> str:
    """Return the fingerprint of a finding by its primary place, wherever a narrowed run has moved it to."""
    if finding.object is not None:
        return f"{finding.rule}:{object_key(finding.object)}"
    place = finding.causes[0] if finding.causes else finding.place
    if place is finding.place:
        return fingerprint(finding, finding.place.migration.version)
    return fingerprint(replace(finding, place=place), place.migration.version)


def object_key(reference: ObjectRef) -> str:
    """Return an object's kind and full name, quoted where two names could read as one: table:public.contacts."""
    parts = [reference.schema, reference.relation if reference.is_part else None]
    own = reference.signature or _quoted(reference.name)
    return f"{reference.kind}:{'.'.join([*(_quoted(part) for part in parts if part), own])}"


def _quoted(name: str) -> str:
    if name.isidentifier() or name.replace("_", "a").isalnum():
        return name
    return '"' + name.replace('"', '""') + '"'


def _statement_key(place: Place) -> str:
    """Return the fingerprint of the statement at a place, else of the place's text.

    "" for a finding about a whole file, which stays the same when something is written above its first statement.
    """
    migration = place.migration
    if place.span.start == place.span.end:
        return ""
    if (statement := place.statement) and (text := statement.text):
        return statement_fingerprint(text) or _text_key(text)
    return _text_key(migration.text[place.span.start : place.span.end])


def _text_key(text: str) -> str:
    """Return a hash of a text's tokens: white space and comments between them don't count, unless there is nothing
    else."""
    from hashlib import sha256

    words = [text[token.start : token.end] for token in tokens(text) if token.kind != "comment"]
    if not words:
        words = text.split()
    return sha256("\0".join(words).encode("utf-8", "backslashreplace")).hexdigest()[:16] if words else ""
