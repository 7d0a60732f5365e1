create index concurrently by_age on contacts (age);
