"""[profiles] of a settings file or a constitution: what the tables are to the team."""

from __future__ import annotations

from ..catalog.target import PROFILES, Profile
from .document import Document, Key
from .value_checks import refuse_unknown, table, text, texts, wrong_type

WITH_COLUMN = ("owner", "tenant")


def read_profiles(document: Document) -> tuple[Profile, ...]:
    """Return a list of table globs for each profile; for owner and tenant a table, glob = "column"."""
    entries = table(document, ("profiles",), document.table.get("profiles", {}))
    refuse_unknown(document, ("profiles",), entries, PROFILES)
    found: list[Profile] = []
    for kind, value in entries.items():
        keys: tuple[Key, ...] = ("profiles", kind)
        if kind not in WITH_COLUMN:
            found += [Profile(kind, glob) for glob in texts(document, keys, value)]
        elif isinstance(value, dict):
            found += [Profile(kind, glob, text(document, (*keys, glob), column)) for glob, column in value.items()]
        else:
            raise wrong_type(document, keys, 'a table like { tasks = "sales_id" }', value)
    return tuple(found)
