-- A view, a policy or a generated column pins the type of a column.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create view v as select age from contacts;
alter table contacts alter age type bigint;
drop view v;
alter table contacts alter age type bigint;
create policy p on contacts using (age > 0);
alter table contacts alter age type numeric;
drop policy p on contacts;
alter table contacts alter age type numeric;
alter table contacts add twice numeric generated always as (age * 2) stored;
alter table contacts alter age type int;
alter table contacts alter email type varchar(20);
alter table contacts alter email type uuid;
alter table contacts alter email type uuid using email::uuid;
alter table contacts alter nothing type int;
