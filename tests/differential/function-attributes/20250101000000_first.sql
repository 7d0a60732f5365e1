-- Volatility, definer, settings; changed later.
create function a() returns int language sql immutable strict parallel safe as 'select 1';
create function b() returns int language plpgsql security definer set search_path = public, pg_temp set work_mem = '8MB' as 'begin return 1; end';
create function c() returns int language sql stable set search_path to '' return 1;
create function d() returns int language sql set search_path = 'public', "$user", "Odd" as 'select 1';
create function e() returns int language sql set search_path from current as 'select 1';
create function g() returns int begin atomic select 1; end;
alter function a() volatile set search_path = 'x';
alter function b() reset search_path;
alter function c() reset all;
alter function c() security definer;
alter function d() set search_path = '';
