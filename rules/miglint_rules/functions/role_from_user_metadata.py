"""role-from-user-metadata."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import (
    Finding,
    Kind,
    Node,
    Rule,
    Severity,
    State,
    body_statements,
    constant_or,
    matches_glob,
    option,
    own_routines,
    strings,
    walk,
)

_METADATA = ("raw_user_meta_data", "user_metadata")


class RoleFromUserMetadata(Rule):
    """Function takes a role from metadata that users can edit.

    ## Why
    The browser sends `raw_user_meta_data` with the sign-up, and every user can change their own later. A trigger on
    `auth.users` that copies a role out of it makes anyone an admin who asks for it. Read the role from
    `raw_app_meta_data`, which only the server writes, or start every user with the lowest role.

    The rule checks keys that a body reads from the metadata by name.

    ## Bad
    ```sql
    CREATE TABLE members (user_id uuid PRIMARY KEY, role text NOT NULL);
    CREATE FUNCTION welcome() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
    BEGIN
      INSERT INTO public.members VALUES (NEW.id, coalesce(NEW.raw_user_meta_data ->> 'role', 'member'));
      RETURN NEW;
    END;
    $$;
    ```

    ## Good
    ```sql
    CREATE TABLE members (user_id uuid PRIMARY KEY, role text NOT NULL);
    CREATE FUNCTION welcome() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
    BEGIN
      INSERT INTO public.members VALUES (NEW.id, coalesce(NEW.raw_app_meta_data ->> 'role', 'member'));
      RETURN NEW;
    END;
    $$;
    ```

    ## References
    - https://supabase.com/docs/guides/auth/users
    - https://supabase.com/docs/guides/database/postgres/row-level-security#authjwt
    """

    kind = Kind.DEBT
    severity = Severity.ERROR
    sources = ("constitution:default-on-metadata-role",)

    keys: tuple[str, ...] = option(
        ("role", "roles", "*_role", "is_admin", "admin", "is_superuser", "permissions"),
        "Globs of the keys that grant rights.",
    )

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for routine in own_routines(state):
            # Parsing a body is expensive, and few bodies mention metadata.
            body = (routine.body or "").lower()
            if routine.body_tree is None and not any(word in body for word in _METADATA):
                continue
            statements = body_statements(routine, _METADATA)
            read = [key for node in statements for key in _keys(node) if self._grants_rights(key)]
            if read and (place := routine.place()):
                yield self.finding(
                    f"{routine.kind} {state.catalog.signature(routine)} reads {read[0]} from user metadata: "
                    "any user can set it for themselves.",
                    place,
                    help="Read it from raw_app_meta_data, which only the server writes, or use a fixed value.",
                    object=state.catalog.ref(routine),
                )

    def _grants_rights(self, key: str) -> bool:
        return any(matches_glob(key, glob) for glob in self.keys)


def _keys(node: Node) -> Iterator[str]:
    """Yield the keys that a statement reads from user metadata."""
    for _, fields in walk(node, ("A_Expr",)):
        if strings(fields.get("name"))[-1:] not in (["->"], ["->>"]):
            continue
        key = constant_or(fields.get("rexpr"))
        if isinstance(key, str) and _is_metadata(fields.get("lexpr")):
            yield key


def _is_metadata(node: Node | None) -> bool:
    """Return whether a value is user metadata or in it: metadata, (metadata::jsonb), auth.jwt() -> 'user_metadata'."""
    match node:
        case {"ColumnRef": {"fields": parts}}:
            return strings(parts)[-1] in _METADATA
        case {"A_Indirection": {"indirection": parts}}:
            return strings(parts)[-1:] == [_METADATA[0]]
        case {"TypeCast": {"arg": argument}}:
            return _is_metadata(argument)
        case {"FuncCall": {"args": arguments}}:
            return any(_is_metadata(argument) for argument in arguments)
        case {"CoalesceExpr": {"args": arguments}}:
            return any(_is_metadata(argument) for argument in arguments)
        case {"A_Expr": {"lexpr": left, "rexpr": right}}:
            return constant_or(right) == _METADATA[1] or _is_metadata(left)
    return False
