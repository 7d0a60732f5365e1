-- name: amount-without-currency
-- severity: error
-- summary: an amount of money has no currency beside it
-- why: amounts in different currencies can't be added up
select
  schema, "table" as relation, name, 'column' as kind,
  name || ' of ' || "table" || ' has no currency beside it.' as message,
  'ALTER TABLE ' || schema || '.' || "table" || ' ADD COLUMN currency text NOT NULL DEFAULT ''EUR'';' as help
from columns as money
where type like 'numeric%' and not exists (
  select 1 from columns as c where c.schema = money.schema and c."table" = money."table" and c.name = 'currency'
)
