-- Columns, checks and NOT NULL come along; keys, indexes, row security and grants do not.
create table people (id int primary key, age int check (age > 0) default 1, name text not null);
create index on people (name);
alter table people enable row level security;
create policy p on people using (true);
create table contacts (mail text) inherits (people);
create table clients (age int default 2, check (age < 99)) inherits (people);
alter table people add column town text default 'x';
alter table people drop column name;
alter table people alter column age type bigint;
alter table only people add column x int;
alter table people rename age to years;
drop table people;
