DO $$ DECLARE v int := 8; BEGIN INSERT INTO t (id) VALUES (v); END $$;
