-- An existing table stays as it is.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create table if not exists contacts (id int, other text, check (id > 0));
create table contacts (id int);
create view deals as select 1 as one;
create table if not exists deals (x int);
