-- Defaults set and dropped; bad ones are refused.
create table contacts (id bigint generated always as identity primary key, age int, email text);

alter table contacts alter age set default 1, alter email set default 'x';
alter table contacts alter age drop default;
alter table contacts alter age set default nothing();
alter table contacts alter id set default 3;
alter table contacts add column at timestamptz default now() not null, add column who uuid default gen_random_uuid();
alter table contacts alter nothing set default 1;
alter table contacts add column bad int default email;
