-- ALTER TABLE takes views and sequences for some actions only.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create view v as select 1 as x;
alter table v rename to w;
alter table w owner to postgres;
alter table w enable row level security;
alter table w add column y int;
create sequence s;
alter table s owner to postgres;
alter view contacts rename to people;
create materialized view m as select 1 as x;
alter materialized view m rename to n;
alter table n rename column x to y;
