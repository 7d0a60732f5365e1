-- Purpose: deals: what a company may buy, and where it stands
-- Date: 2026-01-12
create type public.deal_stage as enum ('open', 'won', 'lost');

create table public.deals (
  id bigint generated always as identity primary key,
  company_id bigint not null references public.companies (id),
  title text not null,
  stage public.deal_stage not null default 'open',
  amount numeric(12, 2),
  created_at timestamptz not null default now(),
  deleted_at timestamptz
);

alter table public.deals enable row level security;

create policy "Enable read for authenticated users on deals"
  on public.deals for select
  using (auth.uid() is not null);

create policy "Enable insert for authenticated users on deals"
  on public.deals for insert to authenticated
  with check (auth.role() = 'authenticated');

create policy "Enable update for authenticated users on deals"
  on public.deals for update to authenticated
  using (auth.role() = 'authenticated') with check (auth.role() = 'authenticated');

create policy "Enable delete for authenticated users on deals"
  on public.deals for delete to authenticated
  using (auth.role() = 'authenticated');

grant select, update, delete on public.deals to authenticated, service_role;

create index idx_deals_company_id on public.deals (company_id);
