-- IF EXISTS forgives a missing table, schema or type too.
drop policy if exists p on nothing;
drop policy if exists p on nowhere.nothing;
drop trigger if exists t on nothing;
alter table if exists nothing add x int;
drop index if exists nowhere.i;
drop function if exists f(nothing);
drop function if exists nowhere.f();
drop view if exists v, w;
drop type if exists nowhere.t;
drop sequence if exists s;
drop table if exists a, b cascade;
drop extension if exists nothing;
drop schema if exists nowhere cascade;
drop materialized view if exists m;
