create table rows (a text);
create function public.makes(name text) returns text language plpgsql as $$
begin
  execute format('create table %I (id int)', name);
  return name;
end $$;
create function public.makes_by_number(text) returns int language plpgsql as $$
begin execute 'create table ' || quote_ident($1) || ' (id int)'; return 1; end $$;
create function public.runs(text) returns void language plpgsql as $$ begin execute $1; end $$;
create function public.makes_in_sql(name text) returns text language sql as $$ select 1; select public.makes(name) $$;
create function public.makes_in_cte(name text) returns text language sql as $$
  with made as (select public.makes($1) as m) select m from made $$;
create function public.lists() returns setof text language plpgsql as $$
begin create table listed (id int); return next 'x'; end $$;
