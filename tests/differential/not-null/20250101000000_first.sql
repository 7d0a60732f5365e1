-- SET NOT NULL, DROP NOT NULL and columns of keys.
create table contacts (id int primary key, age int not null, mail text null);
alter table contacts alter age drop not null, alter mail set not null;
alter table contacts alter id drop not null;
alter table contacts alter nothing set not null;
create table odd (x int null not null);
create table made (id int generated always as identity);
alter table made alter id drop not null;
