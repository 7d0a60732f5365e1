-- Bare names of types mean those of the temporary schema first; functions are never looked up there.
create temp table people (a int);
create type full_name as (first text, last text);
create type pg_temp.pair as (a int);
create temp table t (n full_name, p people, q pair);
select p, q from t;
create function pg_temp.f(people) returns setof t language sql as $$ select * from t $$;
select f(null);
select pg_temp.f(null);
-- A call of a type's name is a cast (func_get_detail in parser/parse_func.c).
select regproc('now'), inet(text('1.2.3.4')), tsquery('a'), int4range('[1,2)');
select public.tsquery('a');
