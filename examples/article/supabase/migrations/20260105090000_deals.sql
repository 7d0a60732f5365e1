-- Purpose: deals: what a customer may buy
-- Date: 2026-01-05
create table public.deals (
  id bigint generated always as identity primary key,
  title text not null,
  amount numeric(12, 2),
  deleted_at timestamptz
);

alter table public.deals enable row level security;

create policy "Enable read for authenticated users on deals"
  on public.deals for select to authenticated
  using (auth.role() = 'authenticated');

create policy "Enable insert for authenticated users on deals"
  on public.deals for insert to authenticated
  with check (auth.role() = 'authenticated');

create policy "Enable update for authenticated users on deals"
  on public.deals for update to authenticated
  using (auth.role() = 'authenticated') with check (auth.role() = 'authenticated');

create policy "Enable delete for authenticated users on deals"
  on public.deals for delete to authenticated
  using (auth.role() = 'authenticated');

grant select, insert, update, delete on public.deals to authenticated, service_role;
