create table a (id int primary key, n text, x int, g int references a);
create table b (id int, n text, y int);
create table two (k int, l int, m text, primary key (k, l));
create function total(int) returns int language sql as 'select 1';
create aggregate my_sum (int) (sfunc = int4pl, stype = int);

-- what GROUP BY takes
create view g1 as select id, n, count(*) from a group by id;
create view g2 as select a.n, count(b.y), max(b.n) from a join b on b.id = a.id group by a.id;
create view g3 as select lower(n) as l, count(*) from b group by lower(n) order by lower(n);
create view g4 as select n as l, count(*) from b group by l having count(*) > 1 order by l;
create view g5 as select n, y, sum(id) from b group by 1, 2 order by 3 desc;
create view g6 as select b.n, count(*) from b group by n;
create view g7 as select k, l, m, count(*) from two group by k, l;
create view g8 as select coalesce(n, 'x') || 'y' as z, count(*) from b group by n;
create view g9 as select n, (select count(*) from a where a.n = b.n) as c, count(*) filter (where y > 1) as d from b group by n;
create view g10 as select n, sum(count(*)) over (order by n) as running from b group by n;
create view g11 as select count(*), max(y), string_agg(n, ',' order by id) from b;
create view g12 as select n, y, count(*) from b group by rollup (n, y);
create view g13 as select date_trunc('day', now()) as d, n from b group by d, n;
create view g14 as select id, count(*) from a join b using (id) group by id;
create view g15 as select a.id, a.n from a, b group by a.id;
create view g16 as select case when n = 'x' then 1 else 2 end as c, sum(y) from b group by case when n = 'x' then 1 else 2 end;
create view g17 as select n, percentile_cont(0.5) within group (order by y) as p from b group by n;
create view g18 as select x from a where exists (select 1 from b where b.y = a.x group by b.n having count(*) > a.x);
create view g19 as select g, jsonb_agg(a) as rows, array_agg(distinct a.n) as names from a group by g;
create view g20 as select max(y) - min(y) as span from b having count(*) > 0;
create view g21 as select n, my_sum(y) as s from b group by n;
create view g22 as select q.n, q.c from (select n, count(*) as c from b group by n) q where q.c > 1;
create view g23 as select a.*, count(b.id) as c from a left join b on b.id = a.id group by a.id;

-- what it doesn't
create view w1 as select id, n, count(*) from b group by id;
create view w2 as select n, count(*) from b;
create view w3 as select * from b group by id;
create view w4 as select n from b having count(*) > 1;
create view w5 as select lower(n), count(*) from b group by upper(n);
create view w6 as select count(*) from b order by n;
create view w7 as select b.n, count(*) from a join b on a.id = b.id group by a.id;
create view w8 as select m, count(*) from two group by k;
select id, max(n) from b;
create materialized view w10 as select n, y, sum(id) from b group by n;
create function w11() returns bigint language sql as 'select count(*) from b group by id having n = ''x''';
create view w12 as select g23.c, g23.id, count(*) from g23 group by g23.id;
create view w13 as with q as (select n, count(*) from b) select 1 as one from q;

-- aggregates, window functions, sets where they may not stand
create view p1 as select n from b where count(*) > 1 group by n;
create view p2 as select n from a join b using (n) join two on count(*) > 1;
create view p3 as select sum(count(*)) from b;
create view p4 as select n from b group by n, count(*);
create view p5 as select n from b where row_number() over () = 1;
create view p6 as select n from b group by n having rank() over (order by n) = 1;
create view p7 as select sum(row_number() over ()) from b;
create view p8 as select row_number() over (order by sum(y) over ()) from b;
create view p9 as select n from b where generate_series(1, 2) > 1;
create view p10 as select max(generate_series(1, y)) from b;
alter table b add check (count(*) > 1);
alter table b add check (row_number() over () > 1);
alter table b add check (generate_series(1, y) > 1);
alter table b add column z int default count(*);
alter table b add column z int default generate_series(1, 2);
alter table b add column z int generated always as (sum(y)) stored;
create index i on b (sum(y));
create index i on b (n) where count(*) > 1;
create policy p on b using (count(*) > 1);
create policy p on b using (row_number() over () > 1);
create view p11 as select count(*) filter (where count(*) > 1) from b;
create policy p on b using (y > (select max(x) from a));
create view p13 as select y from b order by count(*);
create view p14 as select unnest(array[1, 2]) as u, jsonb_array_elements('[]'::jsonb) as j group by u;

-- DISTINCT and ORDER BY
create view d1 as select distinct n from b order by y;
create view d2 as select distinct n, y from b order by y;
create view d3 as select distinct on (n) n, y from b order by y;
create view d4 as select distinct on (n) n, y from b order by n, y desc;
create view d5 as select distinct on (n, y) n, y from b order by y, n, id;
create view d6 as select distinct on (n, y) n, y from b order by n, id, y;
create view d7 as select distinct lower(n) as l from b order by lower(n);
create view d8 as select distinct lower(n) as l from b order by n;
create view d9 as select distinct n as m from b order by m, 1;
create view d10 as select distinct on (1) n as m, y from b order by n, y;
create view d11 as select distinct on (lower(n)) n from b order by lower(n), y;
create view d12 as select distinct b.n from b order by n;
create view d13 as select distinct on (n) n, y from b;

-- names that several items have
create view m1 as select n from a, b where x = 1;
create view m2 as select a.n from a join b on id = 1;
create view m3 as select a.id from a join b using (id) where n = 'x';
create view m4 as select id from a join b using (id);
create view m5 as select id from a natural join b;
create view m6 as select a.n from a, b order by id;
create view m7 as select 1 as one from a where exists (select 1 from b where n = 'x' and x = 1);
create view m9 as select x.id from a x left join a y on x.g = y.id where x.n = 'q' and y.g is null;
create view m10 as select g from a x, lateral (select y from b where b.id = x.id) q;
create view m11 as select a.x from a, b join two on a.id = two.k;
insert into a (id, n) values (1, 'x') on conflict (id) do update set n = n || 'y';
insert into a (id, n) values (1, 'x') on conflict (id) do update set n = a.n || excluded.n where a.x > 1 returning n;
insert into a (id, n) values (1, 'x') on conflict (id) do update set n = excluded.n where n <> 'y';
insert into a as t (id, x) select id, y from b on conflict (id) where id > 0 do update set x = t.x + 1;
update a set n = n from b where a.id = b.id;
update a set n = b.n, x = y from b where a.id = b.id returning x;
delete from a using b where id = 1;
merge into a using b on a.id = b.id when matched then update set x = y when not matched then insert (id, n) values (id, n);

-- sub-selects as values
create view s1 as select (select id, n from a limit 1) as v;
create view s2 as select id from a where id in (select id, y from b);
create view s3 as select id from a where (id, x) in (select id, y from b);
create view s4 as select id from a where (id, x) in (select id from b);
create view s5 as select array(select id, n from a) as v;
create view s6 as select id from a where exists (select id, n from b);
create view s7 as select id from a where (id, x) = (select id, y from b limit 1);
create view s8 as select id from a where x > any (select y, id from b);
update a set (n, x) = (select n, y from b where b.id = a.id);

-- windows
create view v1 as select sum(y) over w as s, rank() over (w order by n) as r from b window w as (partition by id);
create view v2 as select sum(y) over nope as s from b;
create view v3 as select sum(y) over (w order by n) as s from b;
