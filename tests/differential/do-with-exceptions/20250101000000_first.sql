-- A handler undoes what its own block did.
create table contacts (id bigint generated always as identity primary key, age int, email text);

do $$
begin
  create table lost (a int);
  perform 1 / 0;
exception when others then
  null;
end $$;
do $$
begin
  create type mood as enum ('a');
exception when duplicate_object then null;
end $$;
do $$
begin
  create type mood as enum ('b');
exception when duplicate_object then null;
end $$;
do $$
begin
  begin
    alter table contacts add column age int;
  exception when duplicate_column then
    alter table contacts add column other int;
  end;
  alter table contacts add column last int;
end $$;
do $$ begin
  alter table nothing add column x int;
exception when duplicate_column then null;
end $$;
do $$ begin raise exception 'stop'; end $$;
