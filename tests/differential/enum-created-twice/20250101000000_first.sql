-- A type that exists is refused.
create type mood as enum ('sad');
create type mood as enum ('sad', 'happy');
create type mood as (a int);
create domain mood as text;
drop type if exists nothing;
drop type nothing;
