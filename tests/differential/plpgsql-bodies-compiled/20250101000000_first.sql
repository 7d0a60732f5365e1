-- PL/pgSQL bodies are compiled when they are made: syntax, variables, types. What their SQL reads is not looked up.
create type mood as enum ('glad', 'sad');
create table people (id bigint primary key, name text, feels mood);

create function a() returns int language plpgsql as $$ begin return (select nothing from nowhere); end $$;
create function b() returns int language plpgsql as $$ begin x := 1; return x; end $$;
create function c() returns int language plpgsql as $$ begin return 1 end $$;
create function d() returns int language plpgsql as $$
begin
  if 1 = 1 then
    return 1;
end $$;
create function e() returns int language plpgsql as $$ begin select 1 from; return 1; end $$;
create function f() returns void language plpgsql as $$ begin return 1; end $$;
create function g() returns int language plpgsql as $$ begin return; end $$;
create function h() returns int language plpgsql as $$ begin return next 1; end $$;
create function i() returns setof people language plpgsql as $$ begin return query select * from people; return; end $$;
create function j() returns int language plpgsql as $$ declare m mood; r people%rowtype; n people.name%type; p people;
  ms mood[]; rs public.people[]; begin r.id := 1; p.name := n; select id, feels into r.id, m from people; return r.id; end $$;
create function k() returns int language plpgsql as $$ declare m moods; begin return 1; end $$;
create function l() returns int language plpgsql as $$ declare r nowhere%rowtype; begin return 1; end $$;
create function m() returns int language plpgsql as $$ declare n people.nick%type; begin return 1; end $$;
create function n() returns int language plpgsql as $$ begin raise exception 'a % %', 1; end $$;
create function o() returns int language plpgsql as $$ begin return 1; exception when nothing_known then return 2; end $$;
create function p() returns int language plpgsql as $$ declare c constant int := 1; begin c := 2; return c; end $$;
create function q() returns int language plpgsql as $$ declare a int; a text; begin return 1; end $$;
create function r() returns int language plpgsql as $$ begin exit; end $$;
create function s(one people, out two text) language plpgsql as $$ begin one.name := 'x'; two := one.name; end $$;
create function t(one people, out two text) language plpgsql as $$ begin return 'x'; end $$;
create function u() returns trigger language plpgsql as $$ begin new.nothing := 1; tg_op := 'x'; return new; end $$;
create function v() returns table (one int, two text) language plpgsql as $$ begin one := 1; return next; return query select 2, 'x'; end $$;
create function w() returns int language plpgsql as $$ begin new.x := 1; return 1; end $$;
create procedure x() language plpgsql as $$ begin commit; call y(); end $$;
create procedure y() language plpgsql as $$ begin return 1; end $$;
create function z() returns int language plpgsql as $$ begin for r in select 1 loop null; end loop; return 1; end $$;
create function aa() returns int language plpgsql as $$ begin for i in 1..3 loop null; end loop; return 1; end $$;
create function ab() returns int language plpgsql as $$ declare people text; n people%type; begin return 1; end $$;
set check_function_bodies = off;
create function ac() returns int language plpgsql as $$ begin return 1 end $$;
reset check_function_bodies;
create function ad() returns int language plpgsql as $$ declare d datetime; begin return 1; end $$;
create function ae() returns int language plpgsql as $$ begin perform select 1; return 1; end $$;
