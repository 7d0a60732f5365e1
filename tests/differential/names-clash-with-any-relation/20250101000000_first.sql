-- A generated name steps aside for tables, sequences and views of the schema.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create table contacts_age_idx (x int);
create view contacts_age_idx1 as select 1 as one;
create sequence contacts_email_key;
create index on contacts (age);
alter table contacts add unique (email);
