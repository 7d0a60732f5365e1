-- A check that is named as PostgreSQL 18 names not-null constraints.
create table contacts (id int, age int);
alter table contacts add constraint contacts_age_not_null check (age is not null) not valid;
alter table contacts validate constraint contacts_age_not_null;
alter table contacts alter age set not null;
alter table contacts drop constraint contacts_age_not_null;
