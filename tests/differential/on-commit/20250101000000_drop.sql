-- Temporary tables go with their transaction where they are made so; what depends on them goes along.
create table public.kept (id int);
create type public.mood as enum ('a');
create temp table seed (m public.mood) on commit drop;
create temp table seed_as on commit drop as select 'a'::public.mood as m;
create view seen as select * from seed;
create temp table stays (id int);
create temp table rows_go (id int) on commit delete rows;
create temp table seed (id int) on commit drop;
