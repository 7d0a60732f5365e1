-- Dropping constraints, with and without IF EXISTS, and what depends on them.
create table companies (id int primary key, code int unique);
create table contacts (id int references companies, code int references companies (code));
alter table companies drop constraint companies_code_key;
alter table companies drop constraint companies_code_key cascade;
alter table companies drop constraint if exists nothing;
alter table companies drop constraint nothing;
drop index companies_pkey;
alter table companies drop constraint companies_pkey cascade;
