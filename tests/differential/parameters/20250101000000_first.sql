set serach_path = public;
set Work_Mem = '4MB';
set app.anything = 'x';
set local statment_timeout = 0;
reset nope;
set nope to default;
set lock_timeout to default;
set transaction_timeout = 0;
set file_copy_method = 'clone';
set seed = 0.5;
set sort_mem = '4MB';
set default_with_oids = false;
set time zone 'UTC';
set session characteristics as transaction read write;
set transaction isolation level read committed;
create function f() returns int language sql set search_pat = '' as 'select 1';
create function g() returns int language sql set search_path = '' set role = postgres as 'select 1';
alter function g() set nope = 1;
alter function g() set nope from current;
alter function g() reset nope;
alter role anon set statement_timeout = '3s';
alter role anon set statment_timeout = '3s';
alter role anon set nope to default;
alter role anon reset nope;
do $$ begin
  set local nope = 1;
exception when undefined_object then
  create table caught ();
end $$;
