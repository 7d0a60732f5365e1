DO $$ BEGIN RETURN; UPDATE t SET title = 'x'; END $$;
