-- A refused statement takes its settings along.
select set_config('search_path', 'apart', false), nothing_here();
create table after_refused_call (id int);
do $$ begin set search_path = apart; raise exception 'out'; end $$;
create table after_refused_block (id int);
create function public.switches() returns void language plpgsql as $$ begin set search_path = apart; raise exception 'no'; end $$;
select public.switches();
create table after_refused_function (id int);
