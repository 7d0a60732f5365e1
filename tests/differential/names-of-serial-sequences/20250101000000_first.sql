-- serial takes the next free name for its sequence.
create sequence contacts_id_seq;
create table contacts (id serial primary key, place smallserial, total bigserial);
create table contacts_place (seq int);
