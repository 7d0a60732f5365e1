create type point3 as (x int, y int, z int);
create type mood as enum ('a');
do $$
begin
  if exists (select 1 from pg_type t join pg_attribute a on a.attrelid = t.typrelid where t.typname = 'point3' and a.attname = 'z') then
    create table has_z (a int);
  end if;
  if not exists (select 1 from pg_type t join pg_attribute a on a.attrelid = t.typrelid where t.typname = 'point3' and a.attname = 'w') then
    create table no_w (a int);
  end if;
  if not exists (select 1 from pg_type t join pg_attribute a on a.attrelid = t.typrelid where t.typname = 'mood') then
    create table no_attributes (a int);
  end if;
end $$;
create extension moddatetime schema extensions;
create trigger touched before update on has_z for each row execute function moddatetime('updated_at');
