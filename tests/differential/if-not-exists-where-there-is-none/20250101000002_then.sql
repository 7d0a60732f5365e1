create type if not exists mood as enum ('a');
