-- Covers tables, views and materialized views that are there now.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create view v as select 1 as x;
create materialized view m as select 1 as x;
create sequence s;
grant select on all tables in schema public to anon;
grant usage on all sequences in schema public to anon;
create table later (id int);
grant all on all tables in schema nowhere to anon;
revoke select on all tables in schema public from anon;
grant execute on all functions in schema public to anon;
