-- Purpose: companies and the people who work there
-- Date: 2026-01-05
create table public.companies (
  id bigint generated always as identity primary key,
  name text not null,
  sector text,
  owner_id uuid references auth.users (id) on delete set null,
  created_at timestamptz not null default now(),
  deleted_at timestamptz
);

create table public.contacts (
  id bigint generated always as identity primary key,
  company_id bigint references public.companies (id) on delete set null,
  first_name text not null,
  last_name text not null,
  email jsonb not null default '[]'::jsonb,
  phone jsonb not null default '[]'::jsonb,
  created_at timestamptz not null default now(),
  deleted_at timestamptz
);

create index idx_contacts_email_gin on public.contacts using gin (email);
create index idx_contacts_company_id on public.contacts (company_id);
create index idx_companies_owner_id on public.companies (owner_id);

do $$
declare
  name text;
begin
  foreach name in array array['companies', 'contacts'] loop
    execute format('alter table public.%I enable row level security', name);
    execute format(
      'create policy %I on public.%I for select to authenticated using (auth.role() = ''authenticated'')',
      'Enable read for authenticated users on ' || name, name
    );
    execute format(
      'create policy %I on public.%I for insert to authenticated with check (auth.role() = ''authenticated'')',
      'Enable insert for authenticated users on ' || name, name
    );
    execute format(
      'create policy %I on public.%I for update to authenticated using (auth.role() = ''authenticated'') '
      'with check (auth.role() = ''authenticated'')',
      'Enable update for authenticated users on ' || name, name
    );
    execute format(
      'create policy %I on public.%I for delete to authenticated using (auth.role() = ''authenticated'')',
      'Enable delete for authenticated users on ' || name, name
    );
    execute format('grant select, insert, update, delete on public.%I to authenticated, service_role', name);
  end loop;
end
$$;
