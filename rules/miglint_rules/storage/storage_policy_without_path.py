"""storage-policy-without-path."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Name, Node, Policy, Rule, Severity, State, list_name, option, strings, walk

from ..rls._policies import clauses, is_for_clients, policy_place

_ACTIONS = {
    "SELECT": "read the files",
    "INSERT": "upload into the folders",
    "UPDATE": "overwrite the files",
    "DELETE": "delete the files",
    "ALL": "overwrite and delete the files",
}
_WHO = (Name("auth", "role"), Name("auth", "uid"))


class StoragePolicyWithoutPath(Rule):
    """Storage policy doesn't check the file's folder or owner.

    ## Why
    `bucket_id = 'avatars'` tests the bucket but not whose file it is: every user who may upload there may also
    overwrite and delete the files of others. Test the folder,
    `(storage.foldername(name))[1] = (SELECT auth.uid())::text`, or the owner, `owner_id = (SELECT auth.uid())::text`.

    Policies that only read are skipped, because many buckets are meant to be read by every user; `reads = true`
    checks them too. A condition that calls a function of yours or reads a table is accepted without a closer look.

    ## Bad
    ```sql
    CREATE POLICY "change avatars" ON storage.objects FOR UPDATE TO authenticated USING (bucket_id = 'avatars');
    ```

    ## Good
    ```sql
    CREATE POLICY "change own avatar" ON storage.objects FOR UPDATE TO authenticated
      USING (bucket_id = 'avatars' AND (storage.foldername(name))[1] = (SELECT auth.uid())::text);
    ```

    ## References
    - https://supabase.com/docs/guides/storage/security/access-control
    """

    kind = Kind.DEBT
    severity = Severity.WARNING
    sources = ("constitution:storage-path-scope",)

    reads: bool = option(False, "Check policies FOR SELECT too.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        objects = state.catalog.named("storage", "objects")
        table = state.catalog.table(objects.oid) if objects else None
        if table is None:
            return
        for policy in state.catalog.policies_of(table.oid):
            if self._is_broad(policy) and (place := policy_place(policy, state, self._is_broad)):
                yield self.finding(
                    f'policy "{policy.name}" on storage.objects tests neither folder nor owner: '
                    f"users can {_ACTIONS[policy.command]} of others.",
                    place,
                    help="Add (storage.foldername(name))[1] = (SELECT auth.uid())::text to its condition.",
                    object=state.catalog.ref(policy),
                )

    def _is_broad(self, policy: Policy) -> bool:
        if not is_for_clients(policy) or (policy.command == "SELECT" and not self.reads):
            return False
        conditions = [clause.node for _, clause in clauses(policy)]
        # Conditions without bucket_id are reported by storage-policy-without-bucket.
        return any(map(_tests_only_bucket, conditions)) and all(map(_tests_bucket, conditions))


def _tests_bucket(node: Node) -> bool:
    return any(strings(fields["fields"])[-1] == "bucket_id" for _, fields in walk(node, ("ColumnRef",)))


def _tests_only_bucket(node: Node) -> bool:
    """Return whether a condition tests bucket_id and otherwise at most whether the user is signed in."""
    for kind, fields in walk(node, ("ColumnRef", "FuncCall", "A_Const", "A_Expr")):
        match kind:
            case "ColumnRef" if strings(fields["fields"])[-1] != "bucket_id":
                return False
            case "FuncCall" if list_name(fields["funcname"]) not in _WHO:
                return False
            case "A_Const" if not fields.get("boolval", {"boolval": True}).get("boolval", False):
                return False
            case "A_Expr" if any(list_name(call["funcname"]) == _WHO[1] for _, call in walk(fields, ("FuncCall",))):
                return False
    return _tests_bucket(node)
