create unique index concurrently if not exists by_age on contacts (age);
