-- Foreign keys to and from partitioned tables.
create table events (id int primary key) partition by range (id);
create table events_1 partition of events for values from (1) to (10);
create table notes (id int primary key, event_id int references events);
create table events_2 partition of events for values from (10) to (20);
create table logs (note_id int references notes, at date) partition by range (at);
create table logs_1 partition of logs for values from ('2024-01-01') to ('2025-01-01');
