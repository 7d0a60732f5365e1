"""GRANT and REVOKE on objects (PostgreSQL docs, 5.8 Privileges)."""

from __future__ import annotations

from collections.abc import Callable

from ....analysis.column_references import SYSTEM_COLUMNS
from ....analysis.postgres.facts import superuser_functions
from ....catalog import Column, PrivilegeSource, Relation, Routine, Schema, Sequence, Table, Type, View
from ....catalog.changes import Granted, Revoked
from ....catalog.privileges import BUILTIN_TYPE, COLUMN, NOBODY, ROUTINE, SCHEMA, SEQUENCE, TABLE, TYPE, Acl
from ....record import Value, replace
from ....syntax.source import Node
from ....syntax.tree import Name, list_name, role_name, strings
from ...checks.assumptions import relation_of
from ...checks.extension_facts import refuse_missing_routine
from ...checks.role_rights import acts_as, limited_role, owns, refuse_stranger
from ...lookup.named_types import lookup_type
from ...lookup.routine_lookup import find_routine
from ...state.context import Context
from . import default_privileges
from .default_privileges import all_privileges, default_acl
from .roles import assume_role, is_superuser

_ROUTINES = {"OBJECT_FUNCTION": "function", "OBJECT_PROCEDURE": "procedure", "OBJECT_ROUTINE": "routine"}


class Grant(Value):
    """One GRANT or REVOKE: privileges on the whole object and on columns, and the roles that it names."""

    is_grant: bool
    roles: tuple[str, ...]
    location: int | None
    named: frozenset[str] | None
    columns: tuple[tuple[str | None, tuple[str, ...]], ...]
    """(privilege or None for ALL, column names)"""
    option: bool = False
    """WITH GRANT OPTION, GRANT OPTION FOR."""
    cascade: bool = False

    def whole(self, all: frozenset[str]) -> frozenset[str]:
        """Return the privileges on the object as a whole, where ALL means these."""
        return all if self.named is None else self.named


def grant(context: Context, node: Node) -> None:
    """GRANT | REVOKE ... ON ... TO | FROM ..."""
    wanted, objtype = _read(context, node), node.get("objtype", "")
    _refuse_kinds(context, wanted, objtype)
    in_schema = node.get("targtype") == "ACL_TARGET_ALL_IN_SCHEMA"
    for object in node.get("objects") or ():
        if in_schema:
            _all_in_schema(context, wanted, objtype, object["String"]["sval"])
        elif objtype in ("OBJECT_TABLE", "OBJECT_SEQUENCE"):
            if relation := relation_of(context, object["RangeVar"], what="sequence" if "SEQ" in objtype else "table"):
                grant_on_relation(context, relation, wanted)
        elif objtype in _ROUTINES:
            _on_routine(context, object["ObjectWithArgs"], wanted, _ROUTINES[objtype])
        elif objtype == "OBJECT_SCHEMA":
            _on_schema(context, object["String"]["sval"], wanted)
        elif objtype in ("OBJECT_TYPE", "OBJECT_DOMAIN"):
            _on_type(context, list_name(object["List"]["items"]), wanted)


def _read(context: Context, node: Node) -> Grant:
    whole: set[str] = set()
    columns: list[tuple[str | None, tuple[str, ...]]] = []
    for item in node.get("privileges") or ():
        access = item["AccessPriv"]
        name = access["priv_name"].upper() if "priv_name" in access else None
        if name == "MAINTAIN" and context.replay.target.postgres_version < 17:
            context.refuse("42601", 'unrecognized privilege type "maintain"', names=("maintain",))
        if "cols" in access:
            columns.append((name, tuple(strings(access["cols"]))))
        elif name:
            whole.add(name)
    roles, location = [], None
    for grantee in node.get("grantees") or ():
        role = role_name(grantee, context.session.role)
        place = grantee["RoleSpec"].get("location", 0)
        location = place if location is None else location
        assume_role(context, role, place)
        roles.append(role)
    if node.get("grant_option") and node.get("is_grant") and "public" in roles:
        context.refuse("0LP01", "grant options can only be granted to roles", location)
    named = frozenset(whole) if node.get("privileges") else None
    option, cascade = bool(node.get("grant_option")), node.get("behavior") == "DROP_CASCADE"
    return Grant(bool(node.get("is_grant")), tuple(roles), location, named, tuple(columns), option, cascade)


# The privileges of each kind of object; a table may turn out to be a sequence (ExecuteGrantStmt in catalog/aclchk.c).
_POSSIBLE = {
    "OBJECT_TABLE": ("relation", TABLE | SEQUENCE),
    "OBJECT_SEQUENCE": ("sequence", SEQUENCE),
    "OBJECT_FUNCTION": ("function", ROUTINE),
    "OBJECT_PROCEDURE": ("procedure", ROUTINE),
    "OBJECT_ROUTINE": ("routine", ROUTINE),
    "OBJECT_SCHEMA": ("schema", SCHEMA),
    "OBJECT_TYPE": ("type", TYPE),
    "OBJECT_DOMAIN": ("domain", TYPE),
}
_WORDS = TABLE | SEQUENCE | ROUTINE | SCHEMA | {"CONNECT", "TEMPORARY", "TEMP", "SET", "ALTER SYSTEM"}


def _refuse_kinds(context: Context, wanted: Grant, objtype: str) -> None:
    """Refuse an unknown privilege (42601), or one that doesn't apply to the kind of object (0LP01)."""
    named = wanted.named or frozenset()
    what, possible = _POSSIBLE.get(objtype, ("", named))
    if wanted.columns:
        on_columns = {name for name, _ in wanted.columns if name}
        if wrong_columns := on_columns & possible - COLUMN:
            context.refuse("0LP01", f"invalid privilege type {min(wrong_columns)} for column")
        named |= on_columns
    if named <= possible:
        return
    wrong = min(named - possible)
    if wrong not in _WORDS:
        context.refuse("42601", f'unrecognized privilege type "{wrong.lower()}"', names=(wrong.lower(),))
    context.refuse("0LP01", f"invalid privilege type {wrong} for {what}")


def _all_in_schema(context: Context, wanted: Grant, objtype: str, schema: str) -> None:
    if not context.catalog.schema(schema):
        context.assume_schema(schema)
    if kind := _ROUTINES.get(objtype):
        for routine in list(context.catalog.routines):
            if routine.schema == schema and (
                kind == "routine" or (routine.kind == "procedure") == (kind == "procedure")
            ):
                grant_on_routine(context, routine, wanted)
        return
    kinds: tuple[type[Relation], ...] = (Sequence,) if objtype == "OBJECT_SEQUENCE" else (Table, View)
    for relation in context.catalog.relations.by("schema", schema):
        if isinstance(relation, kinds):
            grant_on_relation(context, relation, wanted)


def grant_on_relation(context: Context, relation: Relation, wanted: Grant) -> None:
    """A table, view or sequence; what is revoked on a table is revoked on its columns too."""
    refuse_stranger(context, relation, relation.kind.removeprefix("partitioned "))
    all = SEQUENCE if isinstance(relation, Sequence) else all_privileges(TABLE, context.replay.target.postgres_version)
    privileges = wanted.whole(all)
    if "USAGE" in privileges and isinstance(relation, (Table, View)):
        context.refuse("0LP01", "invalid privilege type USAGE for table", oid=relation.oid)
    if isinstance(relation, Sequence):
        privileges &= all  # GRANT INSERT ON a sequence is a warning (ExecGrant_Relation in catalog/aclchk.c)
    if privileges:
        acl = _apply(context, relation.acl, relation.owner, wanted, privileges)
        if acl is not relation.acl:
            relation = context.alter(relation, acl=acl)
        if not (wanted.is_grant or wanted.option) and isinstance(relation, (Table, View)):
            relation = _revoke_on_columns(context, relation, wanted.roles, privileges & COLUMN)
        _note(context, relation.oid, wanted, privileges)
    if not isinstance(relation, (Table, View)):
        return
    for name, columns in wanted.columns:
        on_columns = COLUMN if name is None else frozenset({name})
        changed: dict[int, Column] = {}
        for column_name in columns:
            column = relation.column(column_name)
            if column is None and column_name in SYSTEM_COLUMNS:
                reason = "a privilege on a system column is not kept"
                context.unknown("grants", relation.schema, relation.name, reason)
                continue
            if column is None:
                if (isinstance(relation, Table) and relation.assumed) or not context.catalog.knows("columns", relation):
                    continue
                if isinstance(relation, View) and not relation.columns_known:
                    continue
                if column_name in SYSTEM_COLUMNS:
                    continue  # their privileges are not kept
                context.refuse(
                    "42703",
                    f'column "{column_name}" of relation "{relation.name}" does not exist',
                    wanted.location,
                    relation.oid,
                    names=(column_name, relation.name),
                )
            acl = _apply(context, column.acl, relation.owner, wanted, on_columns, relation.acl)
            changed[column.attnum] = replace(column, acl=acl, changed=context.statement)
        if changed:
            relation = context.alter(relation, columns=tuple(changed.get(c.attnum, c) for c in relation.columns))
            _note(context, relation.oid, wanted, on_columns, tuple(changed))


def _revoke_on_columns(
    context: Context, relation: Table | View, roles: tuple[str, ...], privileges: frozenset[str]
) -> Table | View:
    if not privileges or not any(column.acl for column in relation.columns):
        return relation
    columns = tuple(
        replace(c, acl=c.acl.revoked(roles, privileges)) if c.acl is not NOBODY else c for c in relation.columns
    )
    return context.alter(relation, columns=columns)


def _on_routine(context: Context, object: Node, wanted: Grant, kind: str) -> None:
    routine = find_routine(context, object, kind)
    if routine is not None:
        grant_on_routine(context, routine, wanted)
        return
    name = list_name(object["objname"])
    if name.schema in (None, "pg_catalog") and name.name in superuser_functions() and not is_superuser(context):
        context.refuse("42501", f"permission denied for function {name.name}", subject=name.name, names=(name.name,))
    refuse_missing_routine(context, object, kind)


def grant_on_routine(context: Context, routine: Routine, wanted: Grant) -> None:
    """A function, procedure or aggregate."""
    refuse_stranger(context, routine, routine.kind)
    privileges = wanted.whole(ROUTINE)
    acl = _apply(context, routine.acl, routine.owner, wanted, privileges)
    if acl is not routine.acl:
        row = replace(routine, acl=acl, changed=context.statement)
        context.catalog.routines.put(routine.oid, row)
    _note(context, routine.oid, wanted, privileges)


def _on_schema(context: Context, name: str, wanted: Grant) -> None:
    if context.catalog.schema(name) is None:
        context.assume_schema(name)
    schema = context.catalog.schema(name)
    assert isinstance(schema, Schema)
    refuse_stranger(context, schema, "schema")
    privileges = wanted.whole(SCHEMA)
    acl = _apply(context, schema.acl, schema.owner, wanted, privileges)
    if acl is not schema.acl:
        context.catalog.schemas.put(name, replace(schema, acl=acl, changed=context.statement))
    _note(context, schema.oid, wanted, privileges)


def _on_type(context: Context, name: Name, wanted: Grant) -> None:
    found = lookup_type(context, name)
    type = context.catalog.type(found.oid) if found and found.oid else None
    if not isinstance(type, Type):
        return
    privileges = wanted.whole(TYPE)
    acl = _apply(context, BUILTIN_TYPE if type.acl is None else type.acl, type.owner, wanted, privileges)
    context.catalog.types.put(type.oid, replace(type, acl=acl, changed=context.statement))
    _note(context, type.oid, wanted, privileges)


def _apply(
    context: Context, acl: Acl, owner: str, wanted: Grant, privileges: frozenset[str], whole: Acl = NOBODY
) -> Acl:
    """Return an access list after the statement; `whole` is that of a column's table."""
    role = limited_role(context)
    names = acts_as(context.catalog, role.name) if role is not None else frozenset[str]()
    if role is None or owns(context, role, owner):
        return _granted_by(context, acl, owner, wanted, privileges, None)
    # Without a grant option PostgreSQL only warns (select_best_grantor in utils/adt/acl.c).
    for privilege in sorted(privileges):
        grantor = acl.grantor(names, privilege) or whole.grantor(names, privilege)
        if grantor is not None:
            acl = _granted_by(context, acl, owner, wanted, frozenset({privilege}), grantor)
    return acl


def _granted_by(
    context: Context, acl: Acl, owner: str, wanted: Grant, privileges: frozenset[str], grantor: str | None
) -> Acl:
    if wanted.is_grant:
        source = PrivilegeSource.PRELUDE if context.replay.in_prelude else PrivilegeSource.GRANT
        grantees = [role for role in wanted.roles if role != owner]
        entries = frozenset([(grantee, privilege) for privilege in privileges for grantee in grantees])
        return acl.granted(grantees, privileges, source).regranted(entries, wanted.option, grantor, acl)
    roles = wanted.roles
    if grantor is not None:
        passed = acl.given_by([grantor], privileges)
        roles = tuple([grantee for grantee in wanted.roles if any(grantee == entry[0] for entry in passed)])
    dependents = acl.given_by(roles, privileges)
    if dependents and not wanted.cascade:
        context.refuse("2BP01", "dependent privileges exist", wanted.location)
    for grantee, privilege in dependents:
        acl = acl.revoked([grantee], [privilege])
    return acl.without_options(roles, privileges) if wanted.option else acl.revoked(roles, privileges)


def _note(context: Context, oid: int, wanted: Grant, privileges: frozenset[str], columns: tuple[int, ...] = ()) -> None:
    if wanted.option and not wanted.is_grant:
        return
    context.emit(
        Granted if wanted.is_grant else Revoked,
        oid,
        wanted.location,
        privileges=privileges,
        roles=wanted.roles,
        columns=columns,
    )


HANDLERS: dict[str, Callable[[Context, Node], None]] = {
    **default_privileges.HANDLERS,
    "GrantStmt": grant,
}

__all__ = ["HANDLERS", "default_acl"]
