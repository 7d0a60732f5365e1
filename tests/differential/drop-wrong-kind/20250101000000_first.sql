-- DROP of another kind than the object is refused, IF EXISTS or not.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create view v as select 1 as x;
create materialized view m as select 1 as x;
create sequence s;
drop table if exists v;
drop table v;
drop view contacts;
drop view m;
drop index contacts;
drop sequence contacts;
drop materialized view v;
