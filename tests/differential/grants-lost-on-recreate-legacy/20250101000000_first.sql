-- DROP and CREATE forget grants and revokes, until 2026.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create view v as select age from contacts;
grant select on v to anon;
revoke all on v from authenticated;
drop view v;
create view v as select age from contacts;
create function f() returns int language sql as 'select 1';
revoke all on function f() from public, anon;
drop function f();
create function f() returns int language sql as 'select 1';
