-- Owned and identity sequences belong to their column.
create table contacts (id serial, no int generated always as identity);
create sequence own owned by contacts.no;
drop sequence contacts_no_seq;
drop sequence contacts_id_seq cascade;
alter sequence own owned by none;
alter table contacts drop column no;
alter sequence own owned by contacts.id;
drop table contacts;
