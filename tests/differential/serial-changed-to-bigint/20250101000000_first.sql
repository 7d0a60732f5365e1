-- Changing the column's type leaves default and sequence.
create table counters (id serial primary key);
alter table counters alter column id type bigint;
alter table counters alter column id drop default;
drop sequence counters_id_seq;
