-- WITH RECURSIVE: a query sees the ones after it.
with recursive x(id) as (select * from y union all select id + 1 from x where id < 5), y(id) as (values (1)) select * from x;
create view v as with recursive x as (select * from y), y as (select 1 as a) select * from x;
-- The largest negative integer is an integer.
select '[]'::jsonb -> -2147483648;
-- Privileges on columns.
create table t (a int, b int);
grant select (a, nothing) on t to anon;
-- A free name for statistics.
create statistics (mcv) on a, b from t;
create statistics (mcv) on a, b from t;
drop statistics t_a_b_stat, t_a_b_stat1;
-- A table that isn't there needs no schema.
alter table if exists nothing set schema nowhere;
-- ASSERT can be switched off.
do $$ begin assert 1 = 0; end $$;
set plpgsql.check_asserts = off;
do $$ begin assert 1 = 0; end $$;
-- A cast makes a foreign key possible.
create table pk (id int primary key);
create type box_of as (v int);
create function unboxed(box_of) returns int language sql immutable as $$ select $1.v $$;
create table fk (a box_of references pk (id));
create cast (box_of as int) with function unboxed(box_of) as implicit;
create table fk (a box_of references pk (id));
-- Numbers with more digits than most.
create table n (a numeric(1000, 800), b numeric(3, 7), c numeric(5, -3), d bigint);
insert into n values ('-818934540071845742', 0.00001, 123456, -9223372036854775808);
create sequence s maxvalue 9223372036854775807 minvalue -9223372036854775808;
