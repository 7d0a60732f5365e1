create function public.working() returns void language plpgsql as $$
begin
  create temp table working on commit drop as select 1 as id;
end $$;
select public.working();
select public.working();
