-- Variables, concatenation, CASE and nested blocks.
do $$
declare
  prefix constant text := 'audit_';
  name text;
  n int := 0;
  names text[] := array['x', 'y'];
begin
  for i in 1..2 loop
    name := prefix || names[i];
    execute 'create table ' || quote_ident(name) || ' (id int default ' || i || ')';
    n := n + 1;
  end loop;
  if n = 2 then
    create table two (id int);
  elsif n > 2 then
    create table more (id int);
  else
    create table fewer (id int);
  end if;
  while n > 0 loop
    n := n - 1;
    exit when n = 0;
    execute format('create table %s%s (id int)', 'w', n);
  end loop;
end $$;
