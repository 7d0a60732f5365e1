-- CREATE OR REPLACE VIEW keeps the types of its columns.
create table t (id bigint, i int, x text, v varchar(9), n numeric(5, 2), tz timestamptz, a text[]);
create view v as select id, x, tz from t;
create or replace view v as select id, x, tz, i from t;
create or replace view v as select i as id, x, tz, i from t;
create or replace view v as select id, v as x, tz, i from t;
create or replace view v as select id, x || '!' as x, tz, id::int as i from t;
create or replace view v as select id, x, tz::date as tz, i from t;
create or replace view v as select id + 1 as id, upper(x) as x, now() as tz, 7 as i from t;
create or replace view v as select count(*) as id, max(x) as x, min(tz) as tz, sum(i) as i from t;
create or replace view v as select count(*) as id, max(x) as x, min(tz) as tz, count(i)::int as i from t;
create or replace view v as select 1 as id, x, tz, i from t;
create or replace view v as select null as id, x, tz, i from t;
create or replace view v as select id, null as x, tz, i from t;
create or replace view v as select id, a as x, tz, i from t;
create or replace view v as select id, x, tz, i, i from t;
create or replace view v as select id, x, tz, i, x from t;
