-- An existing column keeps its type, and its constraints are not added.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create table companies (id int primary key);
alter table contacts add column if not exists age text not null default 'x';
alter table contacts add column if not exists age int references companies unique check (age > 0);
alter table contacts add column if not exists company_id int references companies;
alter table contacts add column age int;
