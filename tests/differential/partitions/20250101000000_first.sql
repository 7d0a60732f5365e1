-- Keys and indexes go to the partitions; row security and policies do not.
create table events (id int, at date not null, kind text, primary key (id, at)) partition by range (at);
create index on events (kind);
alter table events enable row level security;
create policy p on events using (true);
create table events_2024 partition of events for values from ('2024-01-01') to ('2025-01-01');
create table events_rest partition of events default;
create index by_at on events (at);
alter table events add column note text default '';
alter table events add constraint note_given check (note is not null);
create unique index on events (id);
