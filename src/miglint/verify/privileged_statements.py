"""Which statements Supabase lets `postgres` run although PostgreSQL asks for a superuser (supautils)."""

from __future__ import annotations

from ..syntax.source import Node, Statement

# https://github.com/supabase/supautils: extensions become the superuser's; for the other kinds `postgres` is a
# superuser while the statement runs, and stays the owner.
_EXTENSIONS = frozenset({"CreateExtensionStmt", "AlterExtensionStmt", "AlterExtensionContentsStmt"})
_SUPERUSERS = frozenset({
    "CreateEventTrigStmt", "AlterEventTrigStmt", "CreateFdwStmt", "AlterFdwStmt", "AlterRoleSetStmt",
    "AlterDatabaseSetStmt",
})  # fmt: skip
_SUPERUSERS_OBJECTS = frozenset({"OBJECT_EVENT_TRIGGER", "OBJECT_FDW"})
_MANAGED = frozenset({"auth", "storage", "realtime"})
_SUPERUSERS_SETTINGS = frozenset({"session_replication_role", "log_min_messages"})

# Words of PostgreSQL's English messages when a DO block needs such a right.
_ASKS_FOR_RIGHTS = ("foreign-data wrapper", "event trigger", "publication", "set parameter", "extension")


def of_an_extension(statement: Statement) -> bool:
    """CREATE, ALTER, DROP EXTENSION and COMMENT ON EXTENSION."""
    return statement.kind in _EXTENSIONS or _object_type(statement.node) == "OBJECT_EXTENSION"


def needs_superuser(statement: Statement) -> bool:
    """Return whether supautils runs the statement as a superuser."""
    kind, node = statement.kind, statement.node
    if kind in _SUPERUSERS or _object_type(node) in _SUPERUSERS_OBJECTS:
        return True
    match kind:
        case "CreatePublicationStmt" | "AlterPublicationStmt":
            return bool(node.get("for_all_tables")) or any(map(_whole_schema, node.get("pubobjects") or ()))
        case "CreatePolicyStmt" | "AlterPolicyStmt":
            return node.get("table", {}).get("schemaname") in _MANAGED
        case "DropStmt" if node.get("removeType") == "OBJECT_POLICY":
            return any(_first_name(item) in _MANAGED for item in node.get("objects") or ())
        case "VariableSetStmt":
            return node.get("name") in _SUPERUSERS_SETTINGS
    return False


def asks_for_rights(message: str) -> bool:
    """Return whether a refusal inside a DO block (42501) is about something that supautils allows."""
    return any(words in message for words in _ASKS_FOR_RIGHTS)


def _object_type(node: Node) -> str | None:
    found = node.get("objtype") or node.get("removeType") or node.get("objectType") or node.get("renameType")
    return found if isinstance(found, str) else None


def _whole_schema(item: Node) -> bool:
    return bool(item.get("PublicationObjSpec", {}).get("pubobjtype") != "PUBLICATIONOBJ_TABLE")


def _first_name(item: Node) -> str | None:
    match item:
        case {"List": {"items": [{"String": {"sval": str(name)}}, *_]}}:
            return name
    return None
