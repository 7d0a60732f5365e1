-- Views on views.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create view a as select id, age from contacts;
create view b as select age from a;
create materialized view c as select age from b;
create index on c (age);
drop view a;
drop view b;
drop view a cascade;
drop table contacts;
