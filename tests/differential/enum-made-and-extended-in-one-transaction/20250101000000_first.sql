-- A type of the same transaction may use its new values at once.
create type mood as enum ('sad');
alter type mood add value 'happy';
create table days (mood mood default 'happy');
