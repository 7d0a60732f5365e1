"""Policies: which of them apply to the API's users, and the statement that last changed one."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from miglint import (
    NOWHERE,
    PUBLIC,
    Expression,
    Name,
    Place,
    Policy,
    PolicyAltered,
    PolicyCreated,
    State,
    Table,
    became,
    quote_identifier,
    quote_name,
    tests_not_null_of,
)

UID = Name("auth", "uid")

CLIENTS = frozenset({PUBLIC, "anon", "authenticated"})
"""The roles of requests from the API's users; service_role bypasses row-level security."""


def is_for_clients(policy: Policy) -> bool:
    """Return whether a policy is permissive and applies to the API's users."""
    return policy.permissive and not CLIENTS.isdisjoint(policy.roles)


def clauses(policy: Policy) -> Iterator[tuple[str, Expression]]:
    """Yield the policy's conditions, each with its keyword."""
    if policy.using is not None:
        yield "USING", policy.using
    if policy.with_check is not None:
        yield "WITH CHECK", policy.with_check


def tests_for_a_user(policy: Policy, state: State) -> bool:
    """Return whether one of the policy's conditions contains `auth.uid() IS NOT NULL`."""
    # Most policies don't depend on auth.uid(), and looking at what they depend on is cheaper than a walk.
    uid = {routine.oid for routine in state.catalog.routines_named("auth", "uid")}
    if uid and uid.isdisjoint(ref.oid for ref in policy.depends):
        return False
    return any(tests_not_null_of(clause.node, UID) for _, clause in clauses(policy))


def policy_place(policy: Policy, state: State, is_bad: Callable[[Policy], bool]) -> Place:
    """Return the policy's name in the last statement that made it bad.

    NOWHERE if no migration made the policy, or if its table's policies aren't known for certain.
    """
    table = state.catalog.table(policy.relation)
    if table is None or state.catalog.disturbed("policies", table):
        return NOWHERE
    cause = became(
        state.once(policy_changes).get(policy.oid, ()),
        lambda change: (now := change.subject) is policy or is_bad(now),
    )
    return cause.statement.find(cause.subject.name, after="policy") if cause else NOWHERE


def policy_changes(state: State) -> dict[int, list[PolicyCreated | PolicyAltered]]:
    """Return the statements that created or altered each policy, by its oid."""
    found: dict[int, list[PolicyCreated | PolicyAltered]] = {}
    for relation in {policy.relation for policy in state.catalog.policies}:
        for change in state.changes_of(relation):
            if isinstance(change, (PolicyCreated, PolicyAltered)):
                found.setdefault(change.subject.oid, []).append(change)
    return found


def policy_on(policy: Policy, table: Table) -> str:
    """Return a policy as ALTER POLICY and DROP POLICY name it."""
    return f"{quote_identifier(policy.name)} ON {quote_name(table.schema, table.name)}"
