-- Triggers, policies, defaults and checks go with the function.
create function g() returns int language sql stable as 'select 1';
create function stamp() returns trigger language plpgsql as 'begin return new; end';
create table contacts (age int default g(), size int, check (size > g()));
create policy p on contacts using (g() = 1);
create trigger t before insert on contacts for each row execute function stamp();
create view v as select g() as g;
drop function g();
drop function stamp();
drop function stamp() cascade;
drop function g() cascade;
