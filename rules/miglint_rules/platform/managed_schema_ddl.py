"""managed-schema-ddl."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import FileSteps, Finding, Kind, Node, Place, Rule, Severity, Statement, option, strings

_OPEN = {
    "auth": ("users", "identities", "sessions", "refresh_tokens", "audit_log_entries"),
    "storage": ("buckets", "objects", "migrations", "s3_multipart_uploads", "s3_multipart_uploads_parts"),
    "realtime": ("messages",),
}
"""The tables on which `postgres` may still create policies and triggers (supautils on Supabase's servers)."""


class ManagedSchemaDdl(Rule):
    """DDL changes a schema that Supabase manages.

    ## Why
    Since April 2025 the role `postgres` has no CREATE on the schemas `auth`, `storage` and `realtime` of hosted
    projects and doesn't own their tables. CREATE TABLE, FUNCTION and INDEX there, ALTER TABLE (also ENABLE ROW
    LEVEL SECURITY, which is on already) and DROP fail with 42501 insufficient privilege. Foreign keys to these
    tables still work, and so do policies and triggers on `auth.users`, `storage.objects`, `storage.buckets`,
    `realtime.messages` and a few more. Older projects and some local stacks allow more, so a file can succeed
    locally and fail on a hosted project.

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

    schemas: tuple[str, ...] = option(("auth", "storage", "realtime"), help="The schemas that the platform manages.")

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
                        f"{schema}.{name} belongs to Supabase, not to postgres: on a hosted project this statement "
                        "fails with 42501 insufficient privilege.",
                        _place(statement, name, location),
                        help=f"Create your own objects in another schema, such as public; Supabase manages {schema}.",
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
"""The field of a statement's node that holds its relation."""
_KINDS = frozenset(_RELATIONS) | {
    "CompositeTypeStmt", "CreateEnumStmt", "CreateFunctionStmt", "CreateRangeStmt", "CreateTableAsStmt", "DropStmt",
    "RenameStmt",
}  # fmt: skip


def _changed(statement: Statement) -> Iterator[Named]:
    """Yield the qualified names that a statement creates, alters or drops: (schema, name, location)."""
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
    """Yield the relation if `postgres` can't create policies or triggers on it."""
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
