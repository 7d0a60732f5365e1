-- What new objects give the API roles by themselves, until 2026.
create table contacts (id bigint generated always as identity primary key, age int, email text);
create function f(a int) returns int language sql as 'select a';

create sequence s;
create view v as select 1 as x;
create materialized view m as select 1 as x;
create procedure p() language sql as 'select 1';
create table events (id int) partition by range (id);
create table events_1 partition of events for values from (1) to (2);
create type mood as enum ('a');
create schema crm;
create table crm.t (id serial);
create function crm.f() returns int language sql as 'select 1';
