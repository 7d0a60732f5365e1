DO $$ BEGIN UPDATE t SET title = 'x'; END $$;
