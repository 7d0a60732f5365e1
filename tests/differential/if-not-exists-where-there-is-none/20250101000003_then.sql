alter table contacts add constraint if not exists c check (true);
