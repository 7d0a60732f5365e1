-- Unknown objects, roles and privileges that the kind does not have.
create table contacts (id bigint generated always as identity primary key, age int, email text);
create function f(a int) returns int language sql as 'select a';

grant select on nothing to anon;
grant select on contacts to nobody_known;
grant execute on function nothing() to anon;
grant execute on function f(text) to anon;
grant execute on contacts to anon;
grant usage on contacts to anon;
grant select on schema public to anon;
grant usage on schema nowhere to anon;
revoke all on function nothing() from public;
revoke select on contacts from nobody_known;
grant nothing on contacts to anon;
grant select on function f(int) to anon;
