-- A second constraint of one name on one table is refused.
create table contacts (id bigint generated always as identity primary key, age int, email text);

alter table contacts add constraint sane check (age > 0);
alter table contacts add constraint sane check (age > 1);
alter table contacts add constraint sane unique (age);
