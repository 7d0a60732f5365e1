-- Objects that are there already.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create table contacts (id int);
create view contacts as select 1;
create sequence contacts;
create index contacts on contacts (age);
create function f() returns int language sql as 'select 1';
create function f() returns int language sql as 'select 1';
create table t (a int, a int);
alter table contacts add column age int, add column age2 int;
create table k (id int primary key, other int primary key);
alter table contacts add primary key (age);
create index on contacts (id, id);
