-- A routine with DDL that SELECT or CALL runs.
create function setup(name text) returns void language plpgsql as $$
begin
  execute format('create table %I (id int primary key)', name);
  execute format('alter table %I enable row level security', name);
end $$;
select setup('contacts');
select public.setup('Deals');
create procedure teardown(name text) language plpgsql as $$
begin
  execute format('drop table %I', name);
end $$;
call teardown('contacts');
drop function setup(text);
