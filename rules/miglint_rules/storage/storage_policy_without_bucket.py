"""storage-policy-without-bucket."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Policy, Rule, Severity, State, strings, walk

from ..rls._policies import clauses, is_for_clients, policy_place


class StoragePolicyWithoutBucket(Rule):
    """A policy on storage.objects holds for every bucket.

    ## Why
    All files of all buckets are rows of `storage.objects`. A policy that does not ask for `bucket_id` opens the bucket
    that somebody adds next year as well. For what users own, ask for the folder or the owner too:
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
                    f'policy "{policy.name}" on storage.objects holds for every bucket: it does not ask for bucket_id.',
                    place,
                    help="Add bucket_id = '...' to its condition.",
                    object=state.catalog.ref(policy),
                )


def _is_for_all(policy: Policy) -> bool:
    """Whether a condition lets rows of any bucket through: it neither reads bucket_id nor what belongs to one object,
    nor asks a function that might."""
    if not is_for_clients(policy):
        return False
    return any(not _narrows(clause.node) for _, clause in clauses(policy))


def _narrows(node: object) -> bool:
    for kind, fields in walk(node):
        match kind, fields:
            case "ColumnRef", {"fields": parts} if strings(parts)[-1] in ("bucket_id", "name", "id", "path_tokens"):
                return True
            case "A_Const", {"boolval": value} if not value.get("boolval", False):
                return True
    return False
