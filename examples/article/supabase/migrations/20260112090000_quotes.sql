-- Purpose: quotes: what was offered for a deal
-- Date: 2026-01-12
alter table public.deals add column currency text not null default 'EUR';

create table public.quotes (
  id bigint generated always as identity primary key,
  deal_id bigint not null references public.deals (id),
  total numeric(12, 2) not null,
  deleted_at timestamptz
);

create index idx_quotes_deal_id on public.quotes (deal_id);

alter table public.quotes enable row level security;

create policy "Enable read for authenticated users on quotes"
  on public.quotes for select to authenticated
  using (auth.role() = 'authenticated');

create policy "Enable insert for authenticated users on quotes"
  on public.quotes for insert to authenticated
  with check (auth.role() = 'authenticated');

create policy "Enable update for authenticated users on quotes"
  on public.quotes for update to authenticated
  using (auth.role() = 'authenticated') with check (auth.role() = 'authenticated');

create policy "Enable delete for authenticated users on quotes"
  on public.quotes for delete to authenticated
  using (auth.role() = 'authenticated');

grant select, insert, update, delete on public.quotes to authenticated, service_role;
