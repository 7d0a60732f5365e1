-- What a block's functions do is done, and what they return decides.
create table deals (id int primary key);

create function has_table(wanted text) returns boolean language plpgsql as $$
begin
  return exists (select 1 from pg_tables where schemaname = 'public' and tablename = wanted);
end $$;

create function has_column(wanted text, part text) returns boolean language sql stable as $$
  select exists (select 1 from information_schema.columns where table_name = wanted and column_name = part)
$$;

create function make_table(name text) returns text language plpgsql as $$
begin
  if not has_table(name) then
    execute format('create table %I (id int primary key)', name);
    return 'made ' || name;
  end if;
  return null;
end $$;

create function pieces(whole text, out first text, out second text) language plpgsql as $$
begin
  first := split_part(whole, '.', 1);
  second := split_part(whole, '.', 2);
end $$;

do $$
declare
  said text := make_table('contacts');
  again text;
  one text;
  two text;
begin
  if said = 'made contacts' then
    create table first_was_made (id int);
  end if;
  again := make_table('contacts');
  if again is null then
    create table second_was_not (id int);
  end if;
  select make_table('tags') into said;
  if has_table('tags') and not has_table('nothing') and has_column('deals', 'id') then
    alter table deals add column title text;
  end if;
  select p.first, p.second into one, two from pieces('public.orders') p;
  execute format('create table %I.%I (id int)', one, two);
end $$;
