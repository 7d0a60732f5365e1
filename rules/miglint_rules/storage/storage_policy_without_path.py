"""storage-policy-without-path."""

from __future__ import annotations

from collections.abc import Iterator

from miglint import Finding, Kind, Name, Node, Policy, Rule, Severity, State, list_name, option, strings, walk

from ..rls._policies import clauses, is_for_clients, policy_place

_WHO = (Name("auth", "role"), Name("auth", "uid"))


class StoragePolicyWithoutPath(Rule):
    """A policy lets everybody write into the whole of a bucket.

    ## Why
    `bucket_id = 'avatars'` says which bucket and not whose file: whoever may upload there may also write over the
    files of everybody else, and delete them. Ask for the folder, `(storage.foldername(name))[1] = (SELECT
    auth.uid())::text`, or for the owner, `owner_id = (SELECT auth.uid())::text`.

    Policies that only read are left alone, since what a bucket shows to all is often what it is for; `reads = true`
    asks them too. A condition that asks a function or table of yours says who may, and is taken at its word.

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

    reads: bool = option(False, "Ask policies FOR SELECT too.")

    def check_catalog(self, state: State) -> Iterator[Finding]:
        objects = state.catalog.named("storage", "objects")
        table = state.catalog.table(objects.oid) if objects else None
        if table is None:
            return
        for policy in state.catalog.policies_of(table.oid):
            if self._is_broad(policy) and (place := policy_place(policy, state, self._is_broad)):
                yield self.finding(
                    f'policy "{policy.name}" on storage.objects holds for the whole bucket: it asks for neither folder '
                    "nor owner.",
                    place,
                    help="Add (storage.foldername(name))[1] = (SELECT auth.uid())::text to its condition.",
                    object=state.catalog.ref(policy),
                )

    def _is_broad(self, policy: Policy) -> bool:
        if not is_for_clients(policy) or (policy.command == "SELECT" and not self.reads):
            return False
        conditions = [clause.node for _, clause in clauses(policy)]
        # Where a condition doesn't even ask for the bucket, storage-policy-without-bucket says so.
        return any(map(_asks_only_for_the_bucket, conditions)) and all(map(_asks_for_the_bucket, conditions))


def _asks_for_the_bucket(node: Node) -> bool:
    return any(strings(fields["fields"])[-1] == "bucket_id" for _, fields in walk(node, ("ColumnRef",)))


def _asks_only_for_the_bucket(node: Node) -> bool:
    """Whether a condition asks for bucket_id and besides at most whether somebody is signed in."""
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
    return _asks_for_the_bucket(node)
