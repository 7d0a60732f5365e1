-- A loop over what the catalog lists.
create table a (id int);
create table b (id int);
create policy old_a on a using (true);
create policy old_b on b using (true);
create policy kept on b using (true);
do $$
declare r record;
begin
  for r in select tablename, policyname from pg_policies where schemaname = 'public' and policyname like 'old%' loop
    execute format('drop policy %I on %I', r.policyname, r.tablename);
  end loop;
  for r in select tablename from pg_tables where schemaname = 'public' order by tablename loop
    execute 'alter table ' || quote_ident(r.tablename) || ' enable row level security';
    execute 'grant select on public.' || r.tablename || ' to anon';
  end loop;
end $$;
