-- Unknown types are refused.
create table one (x citex);
create table two (x public.nothing);
create table three (x nowhere.nothing);
create function f(x nothing) returns int language sql as 'select 1';
alter table one add y int;
