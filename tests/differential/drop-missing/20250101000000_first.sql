-- Without IF EXISTS a missing object is refused.
create table contacts (id bigint generated always as identity primary key, age int, email text);

drop table nothing;
drop table nowhere.nothing;
drop view nothing;
drop index nothing;
drop function nothing();
drop sequence nothing;
drop policy nothing on contacts;
drop trigger nothing on contacts;
drop type nothing;
drop extension nothing;
drop role nothing;
drop publication nothing;
