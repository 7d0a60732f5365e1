"""CREATE and ALTER POLICY."""

from __future__ import annotations

from helpers.replays import replay

from miglint.catalog import Policy, Ref

TABLE = "create table t (id bigint, owner_id uuid);"


def policy(sql: str) -> Policy:
    catalog = replay(TABLE + sql).catalog
    table = catalog.named("public", "t")
    assert table is not None
    (found,) = catalog.policies_of(table.oid)
    return found


def test_defaults() -> None:
    found = policy("create policy p on t using (true)")
    assert (found.permissive, found.command, found.roles) == (True, "ALL", ("public",))
    assert found.using is not None
    assert found.with_check is None


def test_restrictive_insert() -> None:
    found = policy("create policy p on t as restrictive for insert to authenticated with check (id > 0)")
    assert (found.permissive, found.command, found.roles) == (False, "INSERT", ("authenticated",))


def test_public_swallows_other_roles() -> None:
    assert policy("create policy p on t to public, authenticated using (true)").roles == ("public",)


def test_current_user_is_the_role_in_force() -> None:
    assert policy("create policy p on t to current_user using (true)").roles == ("postgres",)


def test_alter_changes_only_what_it_says() -> None:
    found = policy("create policy p on t to anon using (id > 0); alter policy p on t to authenticated")
    assert found.roles == ("authenticated",)
    assert found.using is not None
    found = policy("create policy p on t to anon using (id > 0); alter policy p on t with check (true)")
    assert found.roles == ("anon",)
    assert found.with_check is not None


def test_a_long_name_is_cut() -> None:
    assert policy(f'create policy "{"x" * 70}" on t using (true)').name == "x" * 63


def test_depends_on_the_columns_it_reads() -> None:
    after = replay(TABLE + "create policy p on t using (owner_id = auth.uid())")
    table = after.catalog.named("public", "t")
    assert table is not None
    (found,) = after.catalog.policies_of(table.oid)
    assert Ref(table.oid, 2) in found.depends
    assert Ref(table.oid, 1) not in found.depends


def test_a_second_of_the_same_name_is_refused() -> None:
    assert replay(TABLE + "create policy p on t using (true); create policy p on t using (false)").refusals == ["42710"]


def test_the_same_name_on_another_table_is_fine() -> None:
    sql = "create table u (); create policy p on t using (true); create policy p on u using (true)"
    assert replay(TABLE + sql).refusals == []


def test_clauses_that_a_command_cannot_have() -> None:
    assert replay(TABLE + "create policy p on t for insert using (true)").refusals == ["42601"]
    assert replay(TABLE + "create policy p on t for select with check (true)").refusals == ["42601"]
    assert replay(TABLE + "create policy p on t for delete using (true) with check (true)").refusals == ["42601"]


def test_alter_of_an_unknown_policy_is_refused() -> None:
    assert replay(TABLE + "alter policy p on t using (true)").refusals == ["42704"]


def test_a_view_has_no_policies() -> None:
    assert replay("create view v as select 1; create policy p on v using (true)").refusals == ["42809"]


def test_an_unknown_table_is_assumed() -> None:
    after = replay("create policy p on missing using (true)")
    assert after.refusals == []
    assert [a.object for a in after.catalog.assumptions] == ["public.missing"]
    assert after.kinds("Policy") == ["PolicyCreated"]
