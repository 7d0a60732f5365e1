-- Purpose: a company belongs to a sales person, not to a login: drop the key, change the type, add the key again
-- Date: 2026-02-02
alter table public.companies drop constraint companies_owner_id_fkey;
alter table public.companies alter column owner_id type bigint using null;
alter table public.companies add constraint companies_owner_id_fkey
  foreign key (owner_id) references public.sales (id) on delete set null;

-- The same for the company of a deal, done in a hurry.
alter table public.deals alter column company_id type integer;
