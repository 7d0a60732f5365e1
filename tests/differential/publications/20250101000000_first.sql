-- Tables join and leave publications.
create table contacts (id bigint generated always as identity primary key, age int, email text);

create table deals (id int primary key);
alter publication supabase_realtime add table contacts, deals;
alter publication supabase_realtime add table contacts;
alter publication supabase_realtime drop table deals;
alter publication supabase_realtime drop table deals;
create publication mine for table deals (id) where (id > 0);
alter publication mine set table contacts;
alter publication nothing add table deals;
drop table contacts;
create publication mine;
drop publication mine;
