"""Names that are not in the catalog: mistyped, dropped earlier, or from before the history's first file?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NoReturn

from ...analysis.analysis import AbsentRelation
from ...analysis.missing import Certainty, Fault, Kind, Knowledge, Taken, missing_relation, missing_routine, spelled
from ...analysis.postgres import facts
from ...analysis.postgres.facts import is_function
from ...analysis.written_types import BUILTIN
from ...catalog import Relation
from ...record import replace
from ...syntax.near_names import near_miss
from ...syntax.tree import Name, clip
from ..state.context import Context
from ..state.refused import Refused
from ..state.vacated import whereabouts
from .extension_facts import may_come_from_extension

Where = Callable[[int | None], int | None]
"""From a location in a tree to one in the statement."""


class ReplayKnowledge(Knowledge):
    """What a history shows to be missing.

    It may have started before its first file: a name that the catalog lacks is only missing if an earlier statement
    removed it, or if it is a slip of an existing one. All columns of a relation that the migrations created are known.
    """

    def __init__(self, context: Context) -> None:
        super().__init__(context.catalog, context.session.schemas)
        self.context = context

    @property
    def knows_system(self) -> bool:
        return self.context.replay.target.postgres_version >= facts.OLDEST

    def certainty(self, kind: Kind, name: Name) -> Certainty:
        return Certainty.SLIP if self.context.is_certain else Certainty.NONE

    def certainty_of_column(self, relations: Sequence[Relation], named: bool) -> Certainty:
        known = self.catalog.knows("columns") and all(self.catalog.knows("columns", r) for r in relations)
        return Certainty.ALL if known and self.context.is_certain else Certainty.NONE

    def taken(self, kind: Kind, name: Name) -> Taken | None:
        schemas, wanted = self.schemas_of(name), clip(name.name)
        if found := self.context.replay.doubts.gone_from(kind, schemas, wanted):
            return Taken(*found, hint=whereabouts(found))
        return self._kept_name(schemas, wanted) if kind == "relation" else None

    def _kept_name(self, schemas: Iterable[str], wanted: str) -> Taken | None:
        """Return the rename of a table whose sequence or index is meant: these keep the names that they got from it."""
        for (kind, schema, old), (statement, what) in self.context.replay.doubts.gone.items():
            new = what.removeprefix("renamed to ")
            if kind == "relation" and schema in schemas and new != what and wanted.startswith(f"{new}_"):
                kept = old + wanted.removeprefix(new)
                if self.catalog.named(schema, kept) is not None:
                    return Taken(statement, what, f'It is still called "{kept}": its table was renamed, it was not.')
        return None

    def taken_column(self, relation: Relation, name: str) -> Taken | None:
        found = self.context.replay.doubts.gone_from("column", (str(relation.oid),), name)
        return Taken(*found, hint=whereabouts(found)) if found else None

    def may_be_call(self, name: str) -> bool:
        if is_function(name) or may_come_from_extension(self.context, Name(None, name)):
            return True
        return any(self.catalog.routines_named(schema, name) for schema in self.path)

    def routine_names(self, schemas: tuple[str, ...]) -> Iterable[str]:
        return (r.name for r in self.catalog.routines if r.schema in schemas and r.extension is None and r.origin)


def refuse_absent_relation(context: Context, name: Name, location: int | None, kind: str = "") -> None:
    """Refuse (42P01; an index that is dropped: 42704) a relation that is certainly missing."""
    if fault := missing_relation(AbsentRelation(name, location), ReplayKnowledge(context)):
        if kind == "index":
            fault = replace(fault, sqlstate="42704", message=fault.message.replace("relation", "index", 1))
        refuse_fault(context, fault)


def refuse_absent_routine(context: Context, name: Name, arguments: str = "") -> None:
    """Refuse (42883) a function that is certainly missing; the message has `arguments` after its name."""
    if fault := missing_routine(name, None, ReplayKnowledge(context), arguments):
        refuse_fault(context, fault)


# Types of other databases; PostgreSQL has another name for each.
_FOREIGN = {
    "datetime": "timestamptz", "string": "text", "number": "numeric", "nvarchar": "text", "nchar": "char",
    "tinyint": "smallint", "mediumint": "integer", "longtext": "text", "mediumtext": "text", "tinytext": "text",
    "blob": "bytea", "double": "double precision", "uniqueidentifier": "uuid", "varchar2": "text", "clob": "text",
}  # fmt: skip


def refuse_absent_type(context: Context, name: Name, location: int | None) -> None:
    """Refuse (42704) a type that is certainly missing: a slip, or another database's."""
    if not context.is_certain:
        return
    schemas = (name.schema,) if name.schema else context.session.schemas
    gone = context.replay.doubts.gone_from
    if found := gone("type", schemas, name.name) or gone("relation", schemas, name.name):
        context.replay.doubts.absent.add(name.name)
        message = f'type "{spelled(name)}" does not exist'
        raise Refused("42704", message, location, hint=whereabouts(found), names=(spelled(name),))
    meant = _FOREIGN.get(name.name) if name.schema is None else None
    known = [t.name for t in context.catalog.types if t.schema in schemas and t.origin]
    meant = meant or near_miss(name.name, known if name.schema else [*BUILTIN, *known])
    if meant:
        _refuse_slip(context, f'type "{spelled(name)}" does not exist', location, name.name, meant, spelled(name))


_API_ROLES = ("authenticated", "service_role")
"""Roles of Supabase. No server has a role whose name is one letter off."""
_ROLES_MEANT = {"anonymous": "anon", "authenticated_user": "authenticated", "service-role": "service_role"}
"""What people call Supabase's roles."""


def refuse_absent_role(context: Context, name: str, location: int | None) -> None:
    """Refuse (42704) a role that is certainly missing: dropped earlier, a slip of an existing name, or a list of roles
    in one pair of quotes. Other roles may be created outside the migrations."""
    if not context.is_certain:
        return
    message = f'role "{name}" does not exist'
    if gone := context.replay.doubts.gone.get(("role", "", name)):
        statement, verb = gone
        place = statement.find(name, f"{name} is {verb} here")
        raise Refused("42704", message, location, related=(place,), names=(name,))
    if parts := _quoted_list(name):
        _refuse_slip(context, message, location, name, ", ".join(parts), name, "Each role has its own quotes, if any: ")
    known = [role.name for role in context.catalog.roles]
    meant = _ROLES_MEANT.get(name)
    if meant in known or (meant := near_miss(name, (*known, *_API_ROLES))):
        _refuse_slip(context, message, location, name, meant, name)


def _quoted_list(name: str) -> list[str]:
    """Return the roles of a name such as "anon, authenticated"; none if it is one role's name."""
    parts = [part.strip() for part in name.split(",")]
    return parts if len(parts) > 1 and all(part.isidentifier() for part in parts) else []


def _refuse_slip(
    context: Context, message: str, location: int | None, wanted: str, meant: str, written: str, hint: str = ""
) -> NoReturn:
    context.replay.doubts.absent.add(wanted)
    shown = f"{hint}{meant}." if hint else f'Did you mean "{meant}"?'
    raise Refused("42704", message, location, hint=shown, names=(written,))


def same_place(location: int | None) -> int | None:
    """Return a location in a tree that is the statement's own."""
    return location


def refuse_fault(context: Context, fault: Fault, where: Where = same_place) -> NoReturn:
    """Refuse the statement for what is missing."""
    if fault.kind in ("relation", "function"):
        context.replay.doubts.absent.add(fault.name)
    related = (fault.taken.place(fault.name),) if fault.taken else ()
    location = where(fault.location)
    raise Refused(
        fault.sqlstate,
        fault.message,
        location,
        fault.oid,
        others=fault.others,
        related=related,
        hint=fault.hint,
        names=fault.mentions,
    )
