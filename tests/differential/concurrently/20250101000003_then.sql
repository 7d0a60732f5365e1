drop index concurrently by_age;
