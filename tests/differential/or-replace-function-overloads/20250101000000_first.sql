-- Other argument types make another function.
create function f(a int) returns int language sql as 'select a';

create or replace function f(a bigint) returns int language sql as 'select 1';
create or replace function f(a int, b int default 0) returns int language sql as 'select 1';
create function f(z int) returns int language sql as 'select 1';
drop function f;
drop function f(int);
drop function if exists f(text);
drop function f(text);
alter function f stable;
alter function f(bigint) stable;
