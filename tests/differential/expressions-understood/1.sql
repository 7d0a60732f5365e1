create table t (id int primary key, n smallint, label text, at timestamptz, day date, doc tsvector, x xid, s lseg, b bytea);
create type pair as (id int, price numeric);
create domain pairs as pair[];
create table priced (id int primary key, price numeric);

-- unnest of several arrays, of composites, of tsvector
insert into t (id, label) select * from unnest(array[1, 2], array['a', 'b']);
update t o set label = v.label from unnest(array[1, 2], array['c', 'd']) as v (id, label) where v.id = o.id;
create view u1 as select t.a, t.i, t.n from unnest(array['x'], array[1]) with ordinality as t (a, i, n);
create view u2 as select i.id, i.price + 1 as more from unnest(array[(1, 2.5), (2, 3)]::pair[]) i;
create view u3 as select w.lexeme, w.positions[1] as p, w.weights from t, unnest(doc) w;
create view u4 as select * from unnest('{[1,3)}'::int4multirange) r;
create view u5 as select id, n from unnest(array[1], array[2]) as a (id, n), rows from (unnest(array[1]), unnest(array['x'])) as b (k, l);
create view u6 as select p.id, p.ordinality from unnest(array[(1, 2)]::pair[]) with ordinality p;
update priced p set price = i.price from unnest(array[(1, 2.5)]::pair[]) i where p.id = i.id;

-- whole rows
create view w1 as select row_to_json(q) as j from (select now() as at) q;
create view w2 as select json_agg(q) as j from (select id from t) q;
create view w3 as with q as (select id from t) select to_jsonb(q) as j, row_to_json(q) as k from q;
create view w4 as select g + 1 as n from generate_series(1, 3) g;
create view w5 as select row_to_json(v) as j from (values (1)) v;

-- results that hang on the overload
create view r1 as select id from t where doc @@ (plainto_tsquery('a') && to_tsquery('b'));
create view r2 as select date_bin('1 day', at, timestamptz '2001-01-01') = date_trunc('day', at) as same from t;
create view r3 as select date_bin('1 day', day::timestamp, '2001-01-01') = day::timestamp as same from t;
create view r4 as select substr(btrim(b, '\x00'), 1) = b as b, length(s) = 0.5 as l, age(x) + 1 as a from t;
create view r5 as select random(1, 10) = 5 as i, random(1, n::bigint) % 2 as j, random(0.0, 1.0) * 2.5 as k from t;
create view r6 as select array_append(array[1], 2.5) = array[1.0, 2.5] as a, 1.5 || array[1] = array[1.5] as b from t;
create view r7 as select log(2, 8) = 3::numeric as a, power(2, 0.5::numeric) as b, avg(time '10:00') > '1 hour' as c from t;
create view r8 as select lag(id, 1, 0.5) over () > 1 as a, max(label::name) || 'x' as m, timestamp '2001-01-01' - time '10:00' > now() as c
    from t group by id;
create view r9 as select 2 ^ '3' > 1.5 as a, b'101' << 1 = b'010' as b, 'a'::tsquery || 'b' @@ doc as c from t;

-- names of the select list in GROUP BY
create view g1 as select label as l, n as m, count(*) from t group by rollup (l, m);
create view g2 as select label as l, count(*) from t group by grouping sets ((l), ());
create view g3 as select extract(month from day)::int as m, n, count(*) from t group by cube (m, (n, m));
create view g4 as select label as l, n as m, count(*) from t group by (l, m);

-- joins with a name for the columns of USING
create view j1 as select j.id, t.label from t join priced using (id) as j where j.id > 1;
create view j2 as select j.* from t join priced using (id) as j;

-- constants in an array that is cast as a whole
create view c1 as select array[1, 'NaN']::float8[] as a, array[1, '2.5']::numeric[] as b, array[['1'], [2]]::text[] as c;

-- USING of a column that goes in the same statement
create table two (a text, b text, c int);
alter table two alter column a type int using b::int, drop column b;
alter table two alter column a drop default, alter column a type text using c::text, drop column c, add column c text;

-- SQL functions that call themselves, and that return a row as one value
create function fact(n int) returns int language sql as 'select case when n < 2 then 1 else n * fact(n - 1) end';
create or replace function fact(n int) returns int language sql as 'select case when n < 3 then n else n * fact(n - 1) end';
create function one_pair() returns pair language sql as 'select (1, 2.5)::pair';
create function a_row() returns pair language sql as 'select row(1, 2.5)';
create function of_table() returns table (a int, b numeric) language sql as 'select p from (select 1 as a, 2.5 as b) p';
create function outs(out a int, out b numeric) language sql as 'select row(1, 2.5)';
