-- Supabase skips this file: its name does not begin with digits and an underscore.
create table public.tags (
  id bigint generated always as identity primary key,
  label text not null
);
