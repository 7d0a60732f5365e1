create extension pgmq;
create function public.by_sql(q text) returns void language sql as 'select pgmq.create(q)';
select by_sql('in_sql');
create function public.by_block(q text) returns void language plpgsql as 'begin perform pgmq.create(q); end';
select by_block('in_block');
do $$ declare q text := 'of_a_variable'; begin perform pgmq.create(q); end $$;
with e as (select pgmq.create('in_with')) select 1 from e;
select 1 from pgmq.create('in_from');
select pgmq.create(lower('Lower'));
select pgmq.create(q) from (values ('of_row_1'), ('of_row_2')) v(q);
create function public.ensures(q text) returns int language sql as $$
  with ensure_queue as (
    select pgmq.create(q) where not exists (select 1 from pgmq.list_queues() where queue_name = q)
  ) select 1 from ensure_queue
$$;
select ensures('ensured');
select ensures('ensured');
do $$ begin
  if exists (select 1 from pgmq.list_queues() where queue_name = 'ensured') then create table public.found (id int); end if;
end $$;
select pgmq.drop_queue('in_from');
