-- Paths, casts and coalesce in unnamed indexes.
create table events (payload jsonb, amount int, tags text[]);
create index on events ((payload ->> 'kind'));
create index on events ((payload -> 'a' ->> 'b'));
create index on events ((amount::text));
create index on events (coalesce(amount, 0));
create index on events using gin (payload);
create index on events using gin (payload jsonb_path_ops);
create index on events using gin (tags);
create index on events ((case when amount > 0 then 1 end));
create index on events (date_trunc('day', now() at time zone 'utc', 'utc'));
