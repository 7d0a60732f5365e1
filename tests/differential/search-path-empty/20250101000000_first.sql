-- With an empty search_path nothing can be made without a schema.
select pg_catalog.set_config('search_path', '', false);
create table t (a int);
create table public.t (a int);
create index on public.t (a);
alter table t add b int;
