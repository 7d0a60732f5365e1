-- Which functions take which arguments.
create type mood as enum ('good', 'bad');
create table t (i int, b bigint, n numeric, f double precision, x text, v varchar(10), u uuid, tz timestamptz, d date, j jsonb, js json, a text[], m mood);
create function half(value numeric) returns numeric language sql immutable as 'select value / 2';
create function greet(name text, loud boolean default false) returns text language sql immutable as 'select name';
create function total(variadic parts int[]) returns int language sql immutable as 'select 1';
create function same(anyelement, anyelement) returns boolean language sql immutable as 'select true';
create function of_mood(m mood) returns boolean language sql immutable as 'select true';
create function of_row(r t) returns boolean language sql immutable as 'select true';

create view fine as select half(i) as a, half(b) as b, half('1') as c, greet(v) as d, greet(x, true) as e, greet(loud => true, name => x) as f,
  total(1, 2, 3) as g, same(i, i) as h, of_mood(m) as i, of_mood('good') as j, of_row(t) as k, t.of_row as l from t;
create view own as select round(n, 2) as a, round(f) as b, lower(v) as c, length(x) as d, date_trunc('day', tz) as e, coalesce(i, b) as f,
  jsonb_array_elements(j) as g, array_length(a, 1) as h, upper(x) as i, extract(epoch from tz) as j, concat(i, x, u) as k, abs(i) as l,
  to_char(tz, 'YYYY') as m, jsonb_build_object('a', i) as n, greatest(i, n) as o, max(x) over () as p, date(tz) as q, text(i) as r from t;
create view aa as select round(f, 2) as y from t;
create view ab as select lower(u) as y from t;
create view ac as select length(i) as y from t;
create view ad as select jsonb_array_length(js) as y from t;
create view ae as select json_array_length(j) as y from t;
create view af as select jsonb_array_elements(a) as y from t;
create view ag as select date_trunc(tz, 'day') as y from t;
create view ah as select date_trunc('day', x) as y from t;
create view ai as select unnest(j) as y from t;
create view aj as select sum(x) as y from t;
create view ak as select avg(u) as y from t;
create view al as select max(u) as y from t;
create view am as select max(j) as y from t;
create view an as select min(o) as y from (select true as o) s;
create view ao as select substring(i from 1 for 2) as y from t;
create view ap as select to_char(x, 'YYYY') as y from t;
create view aq as select string_agg(i, ',') as y from t;
create view ar as select array_agg(u) as a, string_agg(x, ',') as b, bool_or(i > 1) as c from t;
create view at as select half(x) as y from t;
create view au as select half(u) as y from t;
create view av as select greet(i) as y from t;
create view aw as select greet(x, 1) as y from t;
create view ax as select greet(x, true, 1) as y from t;
create view ay as select total(x) as y from t;
create view az as select same(i, x) as y from t;
create view ba as select of_mood(x) as y from t;
create view bb as select of_mood(i) as y from t;
create view bc as select extract(year from x) as y from t;
create view bd as select age(d, tz) as a, age(d) as b, now() - d as c from t;
create view be as select left(i, 1) as y from t;
create view bf as select jsonb_set(j, '{a}', '1') as a, jsonb_set(j, '{a}', to_jsonb(i)) as b from t;
create view bg as select jsonb_set(j, '{a}', x) as y from t;
create view bh as select array_position(a, 'x') as a, array_append(a, 'x') as b, cardinality(a) as c, array_to_string(a, ',') as d from t;
create view bi as select array_append(a, 1) as y from t;
create view bj as select coalesce(sum(i), 0) as a, max(format('%s', i)) as c from t;
create view bk as select gen_random_uuid() as a, hashtext(x) as b, md5(x) as c from t;
create view bl as select gen_random_uuid(1) as y;
create view bm as select hashtext(i) as y from t;
create view bn as select md5(u) as y from t;
create view bo as select trim(i) as y from t;
create view bp as select pg_catalog.upper(i) as y from t;
