-- Materialized views carry indexes and no row security.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create materialized view m as select age, count(*) as n from contacts group by age with no data;
create unique index on m (age);
create index on m (n) where n > 1;
alter materialized view m enable row level security;
create or replace view m as select 1;
create policy p on m using (true);
grant select on m to anon;
refresh materialized view m;
alter table contacts drop column age;
