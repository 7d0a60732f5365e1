-- Attributes are those of the new text; owner and grants stay.
create function f() returns int language sql security definer set search_path = '' stable as 'select 1';
revoke all on function f() from public, anon;
create or replace function f() returns int language sql as 'select 2';
