"""Policies: which of them the API meets, and the statement that made one what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from miglint import (
    PUBLIC,
    Expression,
    ObjectRef,
    Place,
    Policy,
    PolicyAltered,
    PolicyCreated,
    State,
    Table,
    quote_identifier,
    quote_name,
)

CLIENTS = frozenset({PUBLIC, "anon", "authenticated"})
"""Whom requests of the API's users come as; service_role passes row-level security anyway."""


def exposed_policies(state: State) -> Iterator[tuple[Policy, Table]]:
    """The policies on tables of the exposed schemas, with their tables; not those on the platform's own, like
    storage.objects."""
    for policy in state.catalog.policies:
        table = state.catalog.table(policy.relation)
        if table is None or table.schema not in state.target.exposed_schemas or table.extension:
            continue
        if table.assumed or (table.origin is not None and table.origin.migration.role != "prelude"):
            yield policy, table


def is_for_clients(policy: Policy) -> bool:
    """Whether a policy opens the table to the API's users."""
    return policy.permissive and not CLIENTS.isdisjoint(policy.roles)


def clauses(policy: Policy) -> Iterator[tuple[str, Expression]]:
    """The policy's conditions, each with its keyword."""
    if policy.using is not None:
        yield "USING", policy.using
    if policy.with_check is not None:
        yield "WITH CHECK", policy.with_check


def policy_place(policy: Policy, state: State, is_bad: Callable[[Policy], bool]) -> Place | None:
    """The policy's name in the last statement that made it bad; None for what no migration made, or what can't be
    relied on."""
    table = state.catalog.table(policy.relation)
    if table is None or state.catalog.disturbed("policies", table):
        return None
    place: Place | None = None
    bad = False
    for change in state.changes_of(policy.relation):
        match change:
            case PolicyCreated(policy=now) | PolicyAltered(after=now) if now.oid == policy.oid:
                was, bad = bad, is_bad(now)
                if bad and not was:
                    place = change.statement.find(now.name, after="policy")
    return place


def policy_ref(policy: Policy, table: Table) -> ObjectRef:
    """A policy as the object of a finding."""
    return ObjectRef("policy", table.schema, policy.name, table.name)


def policy_on(policy: Policy, table: Table) -> str:
    """A policy as ALTER POLICY and DROP POLICY name it."""
    return f"{quote_identifier(policy.name)} ON {quote_name(table.schema, table.name)}"
