"""managed-schema-ddl."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import FileSteps, Finding, Kind, Node, Place, Rule, Severity, Statement, option, strings

_OPEN = {
    "auth": ("users", "identities", "sessions", "refresh_tokens", "audit_log_entries"),
    "storage": ("buckets", "objects", "migrations", "s3_multipart_uploads", "s3_multipart_uploads_parts"),
    "realtime": ("messages",),
}
"""The tables on which `postgres` may still make policies and triggers (supautils on Supabase's servers)."""


class ManagedSchemaDdl(Rule):
    """DDL in a schema that belongs to Supabase and not to the role that runs migrations.

    ## Why
    Since April 2025 the role `postgres` has no CREATE on the schemas `auth`, `storage` and `realtime` of hosted
    projects and does not own their tables: CREATE TABLE, FUNCTION and INDEX there, ALTER TABLE (ENABLE ROW LEVEL
    SECURITY too, which is on anyway) and DROP fail with 42501, insufficient privilege. Foreign keys to these tables
    stay possible, and so do policies and triggers on `auth.users`, `storage.objects`, `storage.buckets`,
    `realtime.messages` and a few more. Older projects and some local stacks still allow more, so that the same file
    passes here and fails there.

    ## Bad
    ```sql
    CREATE INDEX objects_owner_idx ON storage.objects (owner);
    ```

    ## Good
    ```sql
    CREATE POLICY "own files" ON storage.objects FOR SELECT TO authenticated USING (owner = (SELECT auth.uid()));
    ```

    ## References
    - [Restrictions on auth, storage and realtime](https://github.com/orgs/supabase/discussions/34270)
    """

    kind = Kind.APPLY
    severity = Severity.WARNING

    schemas: tuple[str, ...] = option(("auth", "storage", "realtime"), help="the schemas that belong to the platform")

    def check_file(self, file: FileSteps) -> Iterator[Finding]:
        if file.target.platform != "supabase":
            return
        for statement in file.migration.statements:
            relation = statement.node.get(_RELATIONS.get(statement.kind, ""))
            if statement.kind not in _KINDS or (relation and relation.get("schemaname") not in self.schemas):
                continue
            for schema, name, location in _changed(statement):
                if schema in self.schemas:
                    yield self.finding(
                        f"On hosted Supabase {schema}.{name} does not belong to `postgres`: this statement fails there "
                        "with 42501.",
                        _place(statement, name, location),
                        help=f"Keep your own objects in a schema of yours; {schema} is the platform's.",
                    )


Named = tuple[str, str, int | None]


_RELATIONS = {
    "AlterPolicyStmt": "table",
    "AlterSeqStmt": "sequence",
    "AlterTableStmt": "relation",
    "CreatePolicyStmt": "table",
    "CreateSeqStmt": "sequence",
    "CreateStmt": "relation",
    "CreateTrigStmt": "relation",
    "IndexStmt": "relation",
    "ViewStmt": "view",
}
"""Where statements about one relation say which."""
_KINDS = frozenset(_RELATIONS) | {
    "CompositeTypeStmt", "CreateEnumStmt", "CreateFunctionStmt", "CreateRangeStmt", "CreateTableAsStmt", "DropStmt",
    "RenameStmt",
}  # fmt: skip


def _changed(statement: Statement) -> Iterator[Named]:
    """The qualified names of what a statement makes, alters or drops: (schema, name, location)."""
    node = statement.node
    match statement.kind:
        case "CreateStmt" | "AlterTableStmt" | "IndexStmt":
            yield from _relation(node["relation"])
        case "ViewStmt":
            yield from _relation(node["view"])
        case "CreateSeqStmt" | "AlterSeqStmt":
            yield from _relation(node["sequence"])
        case "CreateTableAsStmt":
            yield from _relation(node["into"]["rel"])
        case "CreateFunctionStmt":
            yield from _listed(node["funcname"])
        case "CreateEnumStmt" | "CreateRangeStmt":
            yield from _listed(node["typeName"])
        case "CompositeTypeStmt":
            yield from _relation(node["typevar"])
        case "RenameStmt" if "relation" in node and node.get("renameType") not in _PARTS:
            yield from _relation(node["relation"])
        case "CreatePolicyStmt" | "AlterPolicyStmt":
            yield from _closed(node["table"])
        case "CreateTrigStmt":
            yield from _closed(node["relation"])
        case "DropStmt" if node["removeType"] in _DROPPED:
            for item in node.get("objects", ()):
                yield from _dropped(item)


_PARTS = ("OBJECT_POLICY", "OBJECT_TRIGGER")
_DROPPED = frozenset(
    {"OBJECT_TABLE", "OBJECT_VIEW", "OBJECT_INDEX", "OBJECT_SEQUENCE", "OBJECT_FUNCTION", "OBJECT_TYPE"}
)


def _relation(range_var: Node) -> Iterator[Named]:
    if "schemaname" in range_var:
        yield range_var["schemaname"], range_var["relname"], range_var.get("location")


def _closed(range_var: Node) -> Iterator[Named]:
    """A relation on which no policy or trigger can be made."""
    if range_var["relname"] not in _OPEN.get(range_var.get("schemaname", ""), ()):
        yield from _relation(range_var)


def _listed(names: list[Node]) -> Iterator[Named]:
    *schema, name = strings(names)
    if schema:
        yield schema[-1], name, None


def _dropped(item: Node) -> Iterator[Named]:
    match item:
        case {"List": {"items": names}} | {"ObjectWithArgs": {"objname": names}} | {"TypeName": {"names": names}}:
            yield from _listed(names)


def _place(statement: Statement, name: str, location: int | None) -> Place:
    return statement.find(name) if location is None else statement.place(location)
