-- serial is an integer with a default, not null and an owned sequence.
create table counters (a serial, b bigserial not null, c smallserial unique, d serial4, e serial8);
alter table counters add column f serial;
