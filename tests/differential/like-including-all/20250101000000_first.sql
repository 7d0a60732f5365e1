-- LIKE INCLUDING ALL copies checks, indexes and defaults, but no foreign keys, policies or grants.
create table companies (id int primary key);
create table contacts (
  id serial primary key,
  age int constraint sane check (age > 0) references companies,
  twice int generated always as (age * 2) stored,
  no int generated always as identity,
  unique (age, no)
);
create index by_age on contacts (age);
create index on contacts (age) where age > 3;
comment on column contacts.age is 'Years';
alter table contacts enable row level security;
create policy p on contacts using (true);
grant select on contacts to anon;
create table copies (like contacts including all);
create table others (like contacts including defaults including constraints, extra int);
create table thirds (like contacts including identity including generated excluding all);
