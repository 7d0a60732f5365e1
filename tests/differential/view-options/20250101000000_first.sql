-- security_invoker is spelled in many ways.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create view a with (security_invoker) as select 1 as x;
create view b with (security_invoker = true, security_barrier = false) as select 1 as x;
create view c with (security_invoker = off) as select 1 as x;
create view d with (security_invoker = '1') as select 1 as x;
create view e as select 1 as x;
alter view e set (security_invoker = yes);
alter view a reset (security_invoker);
alter view b set (security_invoker = false);
alter view c set (nonsense = 1);
create view g with (security_invoker = perhaps) as select 1 as x;
create temporary view h as select 1 as x;
