-- CREATE goes to the first schema, look-ups along the path.
create schema crm;
create table contacts (id int);
set search_path = crm, public;
create table deals (id int);
alter table contacts add column x int;
create table contacts (id int);
alter table contacts add column y int;
create function f() returns int language sql as 'select 1';
create type mood as enum ('a');
create sequence s;
set local search_path = public;
create table notes (id int);
