do $$
declare r record; q text := 'in_perform'; n int;
begin
  perform makes(q);
  for r in select makes('in_for') as a loop null; end loop;
  for r in select makes(v.q) as a from (values ('in_for_1'), ('in_for_2')) v(q) loop null; end loop;
  q := makes('in_assignment');
  select makes('in_into') into q;
  insert into rows values (makes('in_block_insert'));
  insert into rows select makes('in_' || 'block_select');
  execute 'select makes(''in_execute'')' into q;
  execute format('select makes(%L)', 'in_formatted');
  execute 'select makes($1)' using 'in_using';
  execute 'select makes($1)' into q using 'in_using_into';
  if makes('in_condition') = 'in_condition' then n := 1; end if;
  while makes('in_while') is null loop null; end loop;
  return;
exception when duplicate_table then
  create table not_twice (id int);
end $$;
create procedure public.gives(inout a text) language plpgsql as $$ begin a := makes(a); end $$;
call gives('by_procedure');
do $$ declare a text := 'by_procedure_inside'; begin call gives(a); end $$;
