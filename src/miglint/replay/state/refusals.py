"""What PostgreSQL would refuse, as a change, with where the objects in the way were made."""

from __future__ import annotations

from ...catalog import Catalog, Constraint, Policy, Relation, Routine, Trigger, Type
from ...catalog.changes import StatementRefused
from ...syntax.source import Place, Statement
from .refused import Refused


def refusal(statement: Statement, refused: Refused, catalog: Catalog) -> StatementRefused:
    """Return a refusal as a change, with the places where the conflicting objects were created."""
    rows = [row for oid in dict.fromkeys([*refused.others, refused.oid]) if oid and (row := _row(catalog, oid))]
    places = [place for row in rows if (place := _made_at(row))]
    return StatementRefused(
        statement=refused.statement or statement,
        oid=refused.oid,
        location=refused.location,
        sqlstate=refused.sqlstate,
        message=refused.message,
        reason=refused.reason,
        hint=refused.hint,
        subject=refused.subject,
        names=refused.names,
        obstacles=frozenset([row.name for row in rows]),
        related=(*refused.related, *places),
    )


Row = Relation | Constraint | Routine | Type | Policy | Trigger


def _made_at(row: Row) -> Place | None:
    """Return where an object was created: its name, with a message that names its kind. None for the prelude's."""
    if row.origin is None:
        return None
    kind = "policy" if isinstance(row, Policy) else "trigger" if isinstance(row, Trigger) else row.kind
    label = f"{kind} {row.name} is created here"
    return row.origin.find(row.name, label) if row.location is None else row.origin.place(row.location, label)


def _row(catalog: Catalog, oid: int) -> Row | None:
    return (
        catalog.relations.get(oid)
        or catalog.constraints.get(oid)
        or catalog.routines.get(oid)
        or catalog.types.get(oid)
        or catalog.policies.get(oid)
        or catalog.triggers.get(oid)
    )
