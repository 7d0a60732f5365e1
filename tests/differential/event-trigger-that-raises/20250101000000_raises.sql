-- An event trigger that fails takes the statement along.
create table early (id int);
create function public.no_new_tables() returns event_trigger language plpgsql as $$
begin
  if exists (select 1 from pg_event_trigger_ddl_commands() where command_tag = 'CREATE TABLE') then
    raise exception 'no new tables';
  end if;
end $$;
create event trigger no_tables on ddl_command_end execute function public.no_new_tables();
create table t1 (id int);
create view v1 as select 1 as id;
create table t2 as select 1 as id;
do $$ begin
  create view v2 as select 2 as id;
  create table t3 (id int);
exception when raise_exception then
  create view v3 as select 3 as id;
end $$;
drop event trigger no_tables;
create table t1 (id int);
create function public.nothing_goes() returns event_trigger language plpgsql as $$
begin raise exception using errcode = 'insufficient_privilege', message = 'kept'; end $$;
create event trigger keeps on sql_drop execute function public.nothing_goes();
drop table early;
drop view v1;
alter table t1 drop column id;
alter table t1 add column n int;
