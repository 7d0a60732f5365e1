DO $$ BEGIN EXECUTE 'UPDATE t SET name = ''x'' WHERE number = 1'; END $$;
