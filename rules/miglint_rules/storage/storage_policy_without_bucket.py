"""storage-policy-without-bucket."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Policy, Rule, Severity, State, strings, walk

from ..rls._policies import clauses, is_for_clients, policy_place


class StoragePolicyWithoutBucket(Rule):
    """Policy on storage.objects applies to every bucket.

    ## Why
    The files of all buckets are rows of `storage.objects`. A policy that doesn't test `bucket_id` also opens
    buckets that are created later. For files that belong to a user, test the folder or the owner too:
    `(storage.foldername(name))[1] = (SELECT auth.uid())::text`.

    ## Bad
    ```sql
    CREATE POLICY "read files" ON storage.objects FOR SELECT TO authenticated USING (true);
    ```

    ## Good
    ```sql
    CREATE POLICY "read avatars" ON storage.objects FOR SELECT TO authenticated USING (bucket_id = 'avatars');
    ```

    ## References
    - https://supabase.com/docs/guides/storage/security/access-control
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:storage-rls",)

    def check_catalog(self, state: State) -> Iterator[Finding]:
        objects = state.catalog.named("storage", "objects")
        table = state.catalog.table(objects.oid) if objects else None
        if table is None:
            return
        for policy in state.catalog.policies_of(table.oid):
            if _is_for_all(policy) and (place := policy_place(policy, state, _is_for_all)):
                yield self.finding(
                    f'policy "{policy.name}" on storage.objects applies to every bucket: it doesn\'t test bucket_id.',
                    place,
                    help="Add bucket_id = '...' to its condition.",
                    object=state.catalog.ref(policy),
                )


def _is_for_all(policy: Policy) -> bool:
    """Return whether a condition of the policy allows rows of every bucket."""
    if not is_for_clients(policy):
        return False
    return any(not _narrows(clause.node) for _, clause in clauses(policy))


def _narrows(node: object) -> bool:
    """Return whether a condition reads bucket_id or another column that identifies a file, or is constantly false."""
    for kind, fields in walk(node):
        match kind, fields:
            case "ColumnRef", {"fields": parts} if strings(parts)[-1] in ("bucket_id", "name", "id", "path_tokens"):
                return True
            case "A_Const", {"boolval": value} if not value.get("boolval", False):
                return True
    return False
