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
    """A function takes somebody's role from what they wrote about themselves.

    ## Why
    `raw_user_meta_data` is what the browser sends with the sign-up, and what everybody may change about themselves
    later. A trigger on `auth.users` that copies a role out of it makes an admin of whoever asks to be one. Read the
    role from `raw_app_meta_data`, which only the server writes, or begin everybody with the least one.

    Judged are the keys that a body reads out of the metadata by name.

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
        "Globs of the keys that give rights.",
    )

    def check_catalog(self, state: State) -> Iterator[Finding]:
        for routine in own_routines(state):
            # Reading a body costs a parse, and hardly any asks for metadata.
            body = (routine.body or "").lower()
            if routine.body_tree is None and not any(word in body for word in _METADATA):
                continue
            statements = body_statements(routine, _METADATA)
            read = [key for node in statements for key in _keys(node) if self._gives_rights(key)]
            if read and (place := routine.place()):
                yield self.finding(
                    f"{state.catalog.signature(routine)} takes {read[0]} from metadata that users write themselves.",
                    place,
                    help="Read raw_app_meta_data instead, which only the server writes, or a fixed value.",
                    object=state.catalog.ref(routine),
                )

    def _gives_rights(self, key: str) -> bool:
        return any(matches_glob(key, glob) for glob in self.keys)


def _keys(node: Node) -> Iterator[str]:
    """The keys that a statement reads out of a user's own metadata."""
    for _, fields in walk(node, ("A_Expr",)):
        if strings(fields.get("name"))[-1:] not in (["->"], ["->>"]):
            continue
        key = constant_or(fields.get("rexpr"))
        if isinstance(key, str) and _is_metadata(fields.get("lexpr")):
            yield key


def _is_metadata(node: Node | None) -> bool:
    """Whether a value is the metadata, or lies in it: metadata, (metadata::jsonb), auth.jwt() -> 'user_metadata'."""
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
