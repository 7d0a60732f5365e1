-- The sequence goes with its column.
create table counters (id serial primary key, other serial);
alter table counters drop column other;
drop sequence counters_id_seq;
drop table counters;
