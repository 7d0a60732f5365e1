-- Persistence and storage options leave the facts alone.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create unlogged table logs (id int primary key) with (fillfactor = 70);
alter table contacts set unlogged;
alter table contacts set (autovacuum_enabled = false);
alter table contacts alter column email set storage external, alter column age set statistics 100;
alter table contacts cluster on contacts_pkey;
alter table logs set logged;
create statistics s on age, email from contacts;
drop statistics s;
