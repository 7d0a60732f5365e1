-- Roles made, changed, dropped; memberships.
create role a nologin;
create role a;
create role b in role a;
create user c with login;
grant a to c;
revoke a from c;
alter role a rename to d;
drop role b;
drop role nobody_known;
grant nobody_known to d;
grant d to nobody_known;
comment on role d is 'D';
drop role if exists b;
