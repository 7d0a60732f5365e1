-- Views, policies and checks follow the column; names stay.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create index on contacts (age);
create view adults as select age from contacts;
create policy p on contacts using (age > 0);
alter table contacts add check (age > 1);
alter table contacts rename age to years;
alter table contacts rename column nothing to x;
alter table contacts rename email to years;
alter table contacts drop column years;
