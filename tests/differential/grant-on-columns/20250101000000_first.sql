-- Column grants, and what REVOKE on the table does to them.
create table contacts (id bigint generated always as identity primary key, age int, email text);

grant select (age, email), update (age) on contacts to anon;
grant insert (email) on contacts to authenticated;
revoke select on contacts from anon;
revoke insert (email) on contacts from authenticated;
grant select on contacts to authenticated;
revoke select (age) on contacts from authenticated;
grant select (nothing) on contacts to anon;
grant all (age) on contacts to service_role;
