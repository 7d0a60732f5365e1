-- A primary key makes its columns NOT NULL, and dropping it leaves that.
create table contacts (id int primary key, mail text);
alter table contacts drop constraint contacts_pkey;
alter table contacts alter column id drop not null;
alter table contacts add primary key (id, mail);
alter table contacts alter column mail drop not null;
alter table contacts add primary key (id);
