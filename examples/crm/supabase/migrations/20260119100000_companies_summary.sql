-- Purpose: every company with the number of its people
-- Date: 2026-01-19
create view public.companies_summary
with (security_invoker = false)
as
select c.id, c.name, c.sector, c.created_at, c.deleted_at, count(p.id) as contact_count
from public.companies c
left join public.contacts p on p.company_id = c.id and p.deleted_at is null
where c.deleted_at is null
group by c.id;

grant select on public.companies_summary to authenticated, anon;
