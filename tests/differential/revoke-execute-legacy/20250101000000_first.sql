-- PUBLIC and the roles by name, until 2026.
create function a() returns int language sql as 'select 1';
revoke execute on function a() from public;
create function b() returns int language sql as 'select 1';
revoke execute on function b() from anon;
create function c() returns int language sql as 'select 1';
revoke all on function c() from public, anon, authenticated;
create function d() returns int language sql as 'select 1';
grant execute on function d() to anon;
revoke execute on all functions in schema public from authenticated;
