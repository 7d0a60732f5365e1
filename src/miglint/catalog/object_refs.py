"""What a finding is about: a database object by its name, and where the migrations made it."""

from __future__ import annotations

from ..record import Value
from ..syntax.source import NOWHERE, Place, Statement


class ObjectRef(Value):
    """A database object as a finding names it: `catalog.ref(object)` makes one."""

    kind: str
    schema: str | None
    name: str
    relation: str | None = None
    """The table of a column, policy, index, constraint or trigger; the name itself for tables, views and sequences."""
    signature: str | None = None
    """Name and input types of a routine: "f(bigint, text)"."""

    @property
    def label(self) -> str:
        """Return the object as a person would write it: public.contacts.email."""
        own = self.signature or self.name
        parts = [self.schema, self.relation if self.relation != self.name or self.is_part else None, own]
        return ".".join(p for p in parts if p)

    @property
    def is_part(self) -> bool:
        """Return whether the object belongs to a relation."""
        return self.kind in ("column", "policy", "index", "constraint", "trigger")


def named_at(origin: Statement | None, location: int | None, name: str, message: str) -> Place:
    """Return where a statement names the object that it creates; NOWHERE if no statement of a migration created it."""
    if origin is None:
        return NOWHERE
    return origin.find(name, message) if location is None else origin.place(location, message)
