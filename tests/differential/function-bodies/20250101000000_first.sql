-- SQL bodies are checked where the function is made, PL/pgSQL ones only parsed.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create function a() returns int language sql as 'select nothing from contacts';
create function b() returns int language sql as 'select age from nowhere';
create function c() returns int language plpgsql as 'begin return (select x from nothing); end';
create function d() returns int language sql as 'select age, email from contacts';
set check_function_bodies = off;
create function e() returns int language sql as 'select age from nowhere';
