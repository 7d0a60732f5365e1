-- Purpose: sales people: the only people that other tables refer to
-- Date: 2026-01-05
create table public.sales (
  id bigint generated always as identity primary key,
  user_id uuid not null unique references auth.users (id),
  full_name text not null,
  created_at timestamptz not null default now(),
  deleted_at timestamptz
);

alter table public.sales enable row level security;

create policy "Enable read for authenticated users on sales"
  on public.sales for select to authenticated
  using (auth.role() = 'authenticated');
create policy "Enable insert for authenticated users on sales"
  on public.sales for insert to authenticated
  with check (auth.role() = 'authenticated');
create policy "Enable update for authenticated users on sales"
  on public.sales for update to authenticated
  using (auth.role() = 'authenticated') with check (auth.role() = 'authenticated');
create policy "Enable delete for authenticated users on sales"
  on public.sales for delete to authenticated
  using (auth.role() = 'authenticated');

grant select, insert, update, delete on public.sales to authenticated, service_role;
