-- Another return type, renamed or out arguments, and lost defaults are refused.
create function f(a int) returns int language sql as 'select a';

create or replace function f(a int) returns text language sql as $$ select 'a' $$;
create or replace function f(z int) returns int language sql as 'select z';
create function g() returns table (a int) language sql as 'select 1';
create or replace function g() returns table (a int, b int) language sql as 'select 1, 2';
create function h(a int default 1) returns int language sql as 'select a';
create or replace function h(a int) returns int language sql as 'select a';
create function k(a int, out b int) language sql as 'select 1';
create or replace function k(a int, out c int) language sql as 'select 1';
create or replace procedure f(a int) language sql as 'select 1';
