-- Unknown functions and operators between types.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create index on contacts (nothing(age));
alter table contacts add check (nothing(age) > 0);
alter table contacts add check (age = email);
create policy p on contacts using (auth.uid() = id);
create policy q on contacts using (auth.uid() = email);
create view v as select age || email as x, age > email as y from contacts;
alter table contacts add column x int default 'abc';
create index on contacts using nothing (age);
create index on contacts using gin (age);
