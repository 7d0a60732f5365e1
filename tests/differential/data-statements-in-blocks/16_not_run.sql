DO $$ BEGIN IF false THEN UPDATE t SET title = 'x'; END IF; END $$;
