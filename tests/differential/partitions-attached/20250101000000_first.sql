-- ATTACH makes or adopts indexes; DETACH leaves them.
create table events (id int not null, at date not null, unique (id, at)) partition by list (at);
create table old (id int not null, at date not null);
create unique index old_key on old (id, at);
create table odd (id int not null);
alter table events attach partition old for values in ('2024-01-01');
alter table events attach partition odd for values in ('2024-01-02');
create index on events (at);
alter table events detach partition old;
create table sub partition of events for values in ('2024-02-01') partition by hash (id);
create table sub_0 partition of sub for values with (modulus 1, remainder 0);
