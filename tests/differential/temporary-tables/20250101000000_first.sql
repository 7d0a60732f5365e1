-- A temporary table hides one of the schema, and is gone afterwards.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create temp table contacts (z int);
alter table contacts add y int;
create index on contacts (z);
drop table contacts;
alter table contacts add w int;
create temp table other (id serial primary key);
create table pg_temp.third (a int);
