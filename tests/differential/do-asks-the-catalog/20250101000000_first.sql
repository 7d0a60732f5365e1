-- Conditions over the catalog.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create type mood as enum ('a');
do $$
begin
  if not exists (select 1 from pg_type where typname = 'mood') then
    create type mood as enum ('b');
  end if;
  if not exists (select 1 from pg_type where typname = 'stage') then
    create type stage as enum ('new');
  end if;
  if exists (select 1 from information_schema.columns where table_schema = 'public' and table_name = 'contacts' and column_name = 'age') then
    alter table contacts rename column age to years;
  end if;
  if not exists (select from pg_policies where tablename = 'contacts' and policyname = 'p') then
    create policy p on contacts using (true);
  end if;
  if to_regclass('public.nothing') is null and to_regclass('public.contacts') is not null then
    create table nothing (id int);
  end if;
  if not exists (select 1 from pg_constraint where conname = 'sane' and conrelid = 'contacts'::regclass) then
    alter table contacts add constraint sane check (years > 0);
  end if;
  if exists (select 1 from pg_indexes where indexname = 'none') then
    drop table contacts;
  end if;
  if not exists (select 1 from pg_extension where extname = 'citext') then
    create table no_citext (id int);
  end if;
end $$;
