-- What is made under SET ROLE has no default grants of postgres.
create role clerk;
grant clerk to postgres;
grant create on schema public to clerk;
set role clerk;
create table made (id serial primary key);
create function f() returns int language sql as 'select 1';
reset role;
create table after (id int);
