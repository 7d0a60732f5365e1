-- Indexes, checks and keys are made anew under their names.
create table companies (id int primary key);
create table contacts (id int primary key, age int check (age > 0) unique, company_id int references companies);
create index on contacts (age) where age > 3;
alter table contacts alter age type bigint, alter company_id type bigint;
alter table companies alter id type bigint;
alter table companies alter id type uuid using gen_random_uuid();
