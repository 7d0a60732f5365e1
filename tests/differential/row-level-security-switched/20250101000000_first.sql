-- ENABLE, FORCE, DISABLE, NO FORCE.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create table deals (id int);
alter table contacts enable row level security, force row level security;
alter table deals enable row level security;
alter table deals disable row level security;
alter table contacts no force row level security;
