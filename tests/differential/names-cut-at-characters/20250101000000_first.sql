-- Multi-byte names are cut at the border of a character.
create table "ääääääääääääääääääääääääääääääääääää" (id serial primary key, "öööööööööööööööööööööööööööööööööööö" int unique);
