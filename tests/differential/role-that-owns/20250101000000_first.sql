-- A role that owns or holds something can't be dropped.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create role clerk;
grant select on contacts to clerk;
drop role clerk;
drop owned by clerk;
drop role clerk;
