"""Names that are not in the catalog: mistyped, dropped earlier, or from before the history's first file?"""

from __future__ import annotations

from collections.abc import Iterable

from ...catalog import Relation, Table
from ...syntax.near_names import near_miss
from ...syntax.tree import Name, clip
from ..state.context import Context
from ..state.refused import Refused


def refuse_absent_relation(context: Context, name: Name, location: int | None) -> None:
    """42P01 where a relation is missing for sure: it was dropped or renamed, or the name is a slip of one that is
    there. Otherwise the history may have begun before its first file."""
    wanted = clip(name.name)
    schemas = (name.schema,) if name.schema else context.session.schemas
    if refuse_gone(context, "relation", schemas, wanted, location):
        return
    known = (r.name for s in schemas for r in _as_long(context, s, wanted) if not (isinstance(r, Table) and r.assumed))
    if (meant := near_miss(wanted, known)) and _is_certain(context):
        message = f'relation "{_spelled(name)}" does not exist'
        _refuse(context, "42P01", message, location, wanted, meant, (_spelled(name),))


def _as_long(context: Context, schema: str, name: str) -> list[Relation]:
    """The relations of a schema whose names are as long as this one, or longer or shorter by one letter."""
    relations, size = context.catalog.relations, len(name)
    found = [r for length in (size - 1, size, size + 1) for r in relations.by("length", (schema, length))]
    return sorted(found, key=lambda relation: relation.oid)


def refuse_absent_routine(context: Context, name: Name, kind: str, arguments: str, location: int | None = None) -> None:
    """42883 where a function is missing for sure: dropped, or a slip."""
    wanted = clip(name.name)
    schemas = (name.schema,) if name.schema else context.session.schemas
    refuse_gone(context, "function", schemas, wanted, location, "42883")
    known = (r.name for r in context.catalog.routines if r.schema in schemas and r.extension is None and r.origin)
    if (meant := near_miss(wanted, known)) and _is_certain(context):
        _refuse(context, "42883", f"{kind} {_spelled(name)}{arguments} does not exist", location, wanted, meant)


# Types of other databases; PostgreSQL has another name for each.
_FOREIGN = {
    "datetime": "timestamptz", "string": "text", "number": "numeric", "nvarchar": "text", "nchar": "char",
    "tinyint": "smallint", "mediumint": "integer", "longtext": "text", "mediumtext": "text", "tinytext": "text",
    "blob": "bytea", "double": "double precision", "uniqueidentifier": "uuid", "varchar2": "text", "clob": "text",
}  # fmt: skip


def refuse_absent_type(context: Context, name: Name, location: int | None) -> None:
    """42704 where a type is missing for sure: a slip, or another database's."""
    from ...analysis.written_types import BUILTIN

    if not _is_certain(context):
        return
    schemas = (name.schema,) if name.schema else context.session.schemas
    meant = _FOREIGN.get(name.name) if name.schema is None else None
    known = [t.name for t in context.catalog.types if t.schema in schemas and t.origin]
    meant = meant or near_miss(name.name, known if name.schema else [*BUILTIN, *known])
    if meant:
        message = f'type "{_spelled(name)}" does not exist'
        _refuse(context, "42704", message, location, name.name, meant, (_spelled(name),))


def refuse_absent_role(context: Context, name: str, location: int | None) -> None:
    """42704 where a role's name is a slip of one that is there; others may be made outside the migrations."""
    if _is_certain(context) and (meant := near_miss(name, (role.name for role in context.catalog.roles))):
        _refuse(context, "42704", f'role "{name}" does not exist', location, name, meant, (name,))


def refuse_gone(
    context: Context, kind: str, schemas: Iterable[str], wanted: str, location: int | None, sqlstate: str = "42P01"
) -> bool:
    """Refuse a name whose object an earlier statement dropped or renamed."""
    for schema in schemas:
        gone = context.replay.doubts.gone.get((kind, schema, wanted))
        if gone is not None and _is_certain(context):
            statement, what = gone
            context.replay.doubts.absent.add(wanted)
            place = statement.find(wanted, f"{what} here")
            raise Refused(
                sqlstate,
                f'{kind} "{schema}.{wanted}" does not exist',
                location,
                related=(place,),
                names=(f"{schema}.{wanted}",),
            )
    return False


def _refuse(
    context: Context, sqlstate: str, message: str, location: int | None, wanted: str, meant: str,
    names: tuple[str, ...] = (),
) -> None:  # fmt: skip
    context.replay.doubts.absent.add(wanted)
    raise Refused(sqlstate, message, location, hint=f'Did you mean "{meant}"?', names=names)


def _is_certain(context: Context) -> bool:
    return not context.replay.in_prelude and context.catalog.knows("existence")


def _spelled(name: Name) -> str:
    return f"{name.schema}.{name.name}" if name.schema else name.name
