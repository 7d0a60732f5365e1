"""public-bucket."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from miglint import Finding, Kind, Node, ObjectRef, Rule, Severity, Step, constant_or, option, range_name


class PublicBucket(Rule):
    """Storage bucket is public.

    ## Why
    Anyone who knows or guesses a file's URL can download it from a public bucket: the policies on `storage.objects`
    don't apply. That is right for logos and wrong for users' uploads. List buckets that are meant to be public in
    `allowed`.

    ## Bad
    ```sql
    INSERT INTO storage.buckets (id, name, public) VALUES ('attachments', 'attachments', true);
    ```

    ## Good
    ```sql
    INSERT INTO storage.buckets (id, name, public) VALUES ('attachments', 'attachments', false);
    ```

    ## Limits
    `INSERT ... ON CONFLICT DO UPDATE SET public = true` and calls of `storage.create_bucket()` are not checked.

    ## References
    - https://supabase.com/docs/guides/storage/buckets/fundamentals
    """

    kind = Kind.HAZARD
    severity = Severity.WARNING
    statements = ("InsertStmt", "UpdateStmt")
    sources = ("constitution:storage-private-bucket",)

    allowed: tuple[str, ...] = option((), "Globs of the buckets that may be public.")

    def check_statement(self, step: Step) -> Iterator[Finding]:
        statement = step.statement
        if range_name(statement.node["relation"]) != ("storage", "buckets"):
            return
        for bucket in _made_public(statement.kind, statement.node):
            if any(fnmatchcase(bucket, glob) for glob in self.allowed):
                continue
            yield self.finding(
                f"{f'bucket {bucket}' if bucket else 'a bucket'} is public: anyone with a file's URL can download it, "
                "whatever the policies are.",
                statement.find("buckets"),
                help="Leave out public, and create signed URLs for downloads.",
                object=ObjectRef("bucket", "storage", bucket) if bucket else None,
            )


def _made_public(kind: str, node: Node) -> Iterator[str]:
    """Yield the ids of the buckets that a statement makes public; "" for one without a constant id."""
    if kind == "UpdateStmt":
        for target in node.get("targetList", []):
            match target:
                case {"ResTarget": {"name": "public", "val": value}} if constant_or(value) is True:
                    yield _updated(node.get("whereClause"))
        return
    names = [target["ResTarget"].get("name") for target in node.get("cols", [])]
    for row in node.get("selectStmt", {}).get("SelectStmt", {}).get("valuesLists", []):
        values = dict(zip(names, row["List"]["items"], strict=False))
        if constant_or(values.get("public")) is True:
            yield str(constant_or(values.get("id"), "") or "")


def _updated(where: Node | None) -> str:
    match where:
        case {"A_Expr": {"lexpr": {"ColumnRef": {"fields": [{"String": {"sval": "id"}}]}}, "rexpr": value}}:
            return str(constant_or(value, "") or "")
    return ""
