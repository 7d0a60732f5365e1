do $$
declare
  c cursor (p text) for select p as n;
  two cursor (a text, b text) for select a || '_' || b as n union all select b;
  none cursor for select 'by_cursor' as n;
begin
  for r in c('by_argument') loop execute format('create table public.%I (id int)', r.n); end loop;
  for r in two('x', b := 'y') loop execute format('create table public.%I (id int)', r.n); end loop;
  for r in none loop execute format('create table public.%I (id int)', r.n); end loop;
end $$;
do $$ declare n int := 2; begin assert n = 2, 'never'; create table asserted (id int); end $$;
do $$ begin create table not_asserted (id int); assert 1 = 2, 'always'; exception when others then null; end $$;
do $$ begin assert null; exception when assert_failure then create table caught_assert (id int); end $$;
do language sql $$ select 1 $$;
create procedure public.ends() language plpgsql as $$ begin create table ended (id int); commit; end $$;
call public.ends();
do $$ begin commit; end $$;
do $$ begin rollback; exception when invalid_transaction_termination then create table caught_commit (id int); end $$;
do $$ begin raise sqlstate '38004'; exception when reading_sql_data_not_permitted then create table second_code (id int); end $$;
do $$ begin raise sqlstate '39004'; exception when null_value_not_allowed then create table second_null (id int); end $$;
do $$ begin raise invalid_regular_expression; exception when data_exception then create table by_class (id int); end $$;
do $$ begin raise invalid_datetime_format; exception when invalid_datetime_format then create table by_name (id int); end $$;
do $$ begin raise fdw_error; exception when data_exception then null; when fdw_error then create table by_fdw (id int); end $$;
create function public.pair() returns record language plpgsql as $$ begin return (1, 2); end $$;
select * from public.pair() as f(a int, b int);
create function public.same(a text) returns text language plpgsql as $$
declare "Other" text := a || '_2';
begin
  if a = 'other' then return "Other"; end if;
  return
    a;
end $$;
do $$ begin
  execute format('create table %I (id int)', same('same'));
  execute format('create table %I (id int)', same('other'));
end $$;
