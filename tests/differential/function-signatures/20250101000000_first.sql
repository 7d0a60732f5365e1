-- Only input types count; defaults, OUT, VARIADIC and names do not.
create function f(a int, out b int, c text default 'x', variadic d int[] default '{}') language sql as 'select 1';
revoke all on function f(int, text, int[]) from public;
create function g(inout a int, b timestamptz(3), c varchar(5), d numeric(3, 1)) language sql as 'select 1';
create procedure p(a int, out b int) language plpgsql as 'begin b := 1; end';
create aggregate total(int) (sfunc = int4pl, stype = int);
create function t() returns table (x int, y text) language plpgsql as 'begin end';
alter function g(int, timestamptz, varchar, numeric) stable security definer;
comment on procedure p(int) is 'P';
drop function g(int);
