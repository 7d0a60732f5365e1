-- Indexes come and go; one behind a constraint stays.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create index i on contacts (age);
create unique index j on contacts (email);
alter table contacts add constraint k unique (age);
drop index i, j;
drop index k;
drop index if exists k cascade;
alter table contacts drop constraint k;
