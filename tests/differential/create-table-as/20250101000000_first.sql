-- Names and types of the query; no keys, defaults or NOT NULL.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create table copies as select * from contacts;
create table some (a, b) as select age, email from contacts where false;
create table counts as select age, count(*) as n, max(email) from contacts group by age;
select id, age + 1 as next into picked from contacts;
create table if not exists copies as select 1 as other;
create table one as select 1 as n, 'a'::text as t, now() as at, true as yes, null::uuid as u, array[1, 2] as l, 1.5 as x;
