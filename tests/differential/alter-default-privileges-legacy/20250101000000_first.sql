-- Per schema they add, without a schema they replace PostgreSQL's own, until 2026.
alter default privileges in schema public revoke execute on functions from public;
create function a() returns int language sql as 'select 1';
alter default privileges revoke execute on functions from public;
create function b() returns int language sql as 'select 1';
alter default privileges in schema public grant select on tables to anon;
create table c (id serial);
alter default privileges in schema public revoke all on tables from anon, authenticated;
create table d (id int);
alter default privileges grant usage on types to anon;
create type mood as enum ('a');
alter default privileges for role supabase_admin in schema public grant all on tables to anon;
alter default privileges grant usage on schemas to authenticated;
create schema crm;
alter default privileges in schema crm grant select, insert on tables to authenticated;
alter default privileges in schema crm grant usage on sequences to authenticated;
create table crm.t (id serial primary key);
alter default privileges in schema nowhere grant select on tables to anon;
