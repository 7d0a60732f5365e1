-- Kinds that know no IF NOT EXISTS are syntax errors.
create table contacts (id bigint generated always as identity primary key, age int, email text);
create view if not exists v as select 1;
