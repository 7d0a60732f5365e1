-- The usual way to fill supabase_realtime.
create table contacts (id bigint generated always as identity primary key, age int, email text);

begin;
drop publication if exists supabase_realtime;
create publication supabase_realtime;
commit;
alter publication supabase_realtime add table contacts;
alter table contacts replica identity full;
alter table contacts rename to people;
