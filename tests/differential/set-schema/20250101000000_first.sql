-- Indexes, constraints and owned sequences move along.
create schema crm;
create table contacts (id serial primary key, age int unique);
create view v as select * from contacts;
create function f() returns int language sql as 'select 1';
create type mood as enum ('a');
create sequence s;
alter table contacts set schema crm;
alter view v set schema crm;
alter function f() set schema crm;
alter type mood set schema crm;
alter sequence s set schema crm;
create table contacts (id int);
alter table contacts set schema crm;
alter table crm.contacts set schema nowhere;
