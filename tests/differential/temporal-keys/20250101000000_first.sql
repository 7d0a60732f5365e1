-- WITHOUT OVERLAPS and PERIOD: since PostgreSQL 18.
create extension btree_gist schema extensions;
create table rooms (id int, during tstzrange, primary key (id, during without overlaps));
create table bookings (room_id int, during tstzrange, foreign key (room_id, period during) references rooms (id, period during));
