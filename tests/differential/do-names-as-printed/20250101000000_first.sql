-- Names of types and routines: with a schema only where the search path does not find them.
create schema app;
create type mood as enum ('sad', 'glad');
create table a (id int primary key, t varchar(20) not null, owner uuid, m mood default 'sad', n numeric, d date, constraint a_t_check check (t in ('x', 'y')), constraint a_n_check check (n between 1 and 10), constraint a_m_check check (m = 'glad' or t is null));
create table b (id int primary key, a_id int constraint b_a_fk references a on delete cascade, deleted_at timestamptz);
create function is_admin() returns boolean language sql stable as 'select true';
create function app.is_owner(i int) returns boolean language sql stable as 'select true';
create view v as select id, t from a where owner = auth.uid();
create view w as select x.*, y.deleted_at as gone from a x join b y on y.a_id = x.id where position('q' in x.t) > 0 and x.d > current_date and x.t::text like 'abc%';
create view u as with c as (select id from b) select id from c;
create policy p on a for select using (auth.uid() = owner);
create policy q on a for select using ((select auth.uid()) = a.owner and is_admin() and app.is_owner(id));
create policy r on a for insert with check (exists (select 1 from public.b where b.a_id = a.id and b.deleted_at is null) and current_user = 'anon' and id::int8 > 5);
create unique index b_idx on b (a_id) where deleted_at is null;
create type app.size as enum ('s');
create type "Odd" as (x int);
create function g(m mood, s app.size, o "Odd"[], v varchar) returns mood language sql as 'select m';
create function app.h(m mood) returns setof app.size language sql as 'select null::app.size';
create table typed (m mood, s app.size, ms mood[], "O" "Odd");

create table answers ();

do $$
declare
  answers text[] := array[
    (to_regtype('mood'))::text,
    (to_regtype('Mood'))::text,
    (to_regtype('app.size'))::text,
    ('mood'::regtype)::text,
    ('app.size'::regtype)::text,
    (to_regtype('"Odd"'))::text,
    (to_regtype('nothing'))::text,
    (to_regproc('g'))::text,
    (to_regproc('app.h'))::text,
    (to_regprocedure('g(mood,app.size,"Odd"[],varchar)'))::text,
    (to_regprocedure('app.h(mood)'))::text,
    ((select oid::regprocedure from pg_proc where proname = 'g'))::text,
    ((select oid::regprocedure from pg_proc where proname = 'h'))::text,
    ((select oid::regproc from pg_proc where proname = 'g'))::text,
    ((select oid::regproc from pg_proc where proname = 'h'))::text,
    ((select pg_get_function_identity_arguments(oid) from pg_proc where proname = 'g'))::text,
    ((select pg_get_function_identity_arguments(oid) from pg_proc where proname = 'h'))::text,
    ((select pg_get_functiondef(oid) from pg_proc where proname = 'g'))::text,
    ((select pg_get_functiondef(oid) from pg_proc where proname = 'h'))::text,
    ((select oid::regtype from pg_type where typname = 'mood'))::text,
    ((select oid::regtype from pg_type where typname = 'size'))::text,
    ((select atttypid::regtype from pg_attribute where attrelid = 'typed'::regclass and attname = 'm'))::text,
    ((select atttypid::regtype from pg_attribute where attrelid = 'typed'::regclass and attname = 's'))::text,
    ((select data_type from information_schema.columns where table_name = 'typed' and column_name = 'm'))::text,
    ('a'::regclass)::text,
    ('app'::regnamespace)::text,
    (to_regnamespace('App'))::text,
    ((select relnamespace::regnamespace from pg_class where relname = 'a'))::text,
    ((select conrelid::regclass from pg_constraint where conname = 'b_a_fk'))::text,
    ((select confrelid::regclass from pg_constraint where conname = 'b_a_fk'))::text,
    ((select string_agg(conname, ',' order by conname) from pg_constraint where conrelid = 'a'::regclass and contype = 'c'))::text,
    ((select string_agg(indexname, ',' order by indexname) from pg_indexes where tablename = 'b'))::text,
    ((select string_agg(attname, ',' order by attnum) from pg_attribute where attrelid = 'a'::regclass and attnum > 0))::text,
    ((select string_agg(column_name || ':' || coalesce(column_default, '-') , ',' order by ordinal_position) from information_schema.columns where table_name = 'b'))::text,
    ((select count(*) from pg_policies where tablename = 'a' and cmd = 'SELECT'))::text,
    ((select string_agg(policyname || cmd || permissive || roles::text, ',' order by policyname) from pg_policies where tablename = 'a'))::text,
    ((select prosrc from pg_proc where proname = 'is_admin'))::text,
    ((select relkind from pg_class where relname = 'v'))::text,
    ((select relrowsecurity from pg_class where relname = 'a'))::text,
    ((select nspname from pg_namespace where nspname = 'app'))::text
  ];
begin
  for i in 1..array_length(answers, 1) loop
    execute format('alter table answers add column %I text', i || ' ' || coalesce(answers[i], 'null'));
  end loop;
end $$;
