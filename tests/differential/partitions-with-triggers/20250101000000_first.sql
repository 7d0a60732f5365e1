-- Row triggers of the parent stand on every partition.
create table events (id int, at date) partition by range (at);
create function stamp() returns trigger language plpgsql as 'begin return new; end';
create trigger stamp before insert on events for each row execute function stamp();
create trigger told after insert on events for each statement execute function stamp();
create table events_1 partition of events for values from ('2024-01-01') to ('2025-01-01');
drop trigger stamp on events;
create trigger late after update on events for each row execute function stamp();
