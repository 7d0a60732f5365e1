-- Unknown columns in keys, checks, indexes and changes.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create table a (id int, primary key (nothing));
create table b (id int, unique (nothing));
create table c (id int, check (nothing > 0));
create table d (id int, foreign key (nothing) references contacts);
create index on contacts (nothing);
create index on contacts (lower(nothing));
create index on contacts (age) where nothing > 0;
alter table contacts add unique (nothing);
alter table contacts add check (nothing is null);
alter table contacts drop column nothing;
alter table contacts alter column nothing drop default;
alter table contacts add foreign key (nothing) references contacts;
alter table contacts add column x int generated always as (nothing * 2) stored;
