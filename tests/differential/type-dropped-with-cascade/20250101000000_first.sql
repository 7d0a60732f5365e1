-- DROP TYPE CASCADE drops the columns that have it.
create type mood as enum ('sad');
create table days (mood mood, note text, moods mood[]);
create index on days (note, mood);
create function f(m mood) returns int language sql as 'select 1';
drop type mood;
drop type mood cascade;
