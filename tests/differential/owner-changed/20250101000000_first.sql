-- The old owner's grants move to the new one.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create role clerk;
grant clerk to postgres;
grant create on schema public to clerk;
create function f() returns int language sql as 'select 1';
alter table contacts owner to clerk;
alter function f() owner to clerk;
create schema crm authorization clerk;
create schema sales;
alter schema sales owner to clerk;
create view v as select 1 as x;
alter view v owner to clerk;
create type mood as enum ('a');
alter type mood owner to clerk;
alter table contacts owner to nobody_known;
