-- Purpose: the summary shows open deals, too
-- Date: 2026-02-09
create or replace view public.companies_summary as
select c.id, c.name, c.sector, c.created_at, c.deleted_at, count(distinct p.id) as contact_count,
  count(distinct d.id) filter (where d.stage = 'open') as open_deals
from public.companies c
left join public.contacts p on p.company_id = c.id and p.deleted_at is null
left join public.deals d on d.company_id = c.id and d.deleted_at is null
where c.deleted_at is null
group by c.id;
